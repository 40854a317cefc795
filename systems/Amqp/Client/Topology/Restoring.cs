using Microsoft.Extensions.Logging;
using Millrace.Amqp.Links;

namespace Millrace.Amqp.Topology;

/// <summary>
/// Puts a topology back on a new session of one link. What fails is told and tried again for as long as the session lives: the reason often passes, as with an exclusive queue whose
/// former connection the broker has not yet found dead (405).
/// </summary>
internal sealed class Restoring(TopologyBook book, AmqpLink link, AmqpOptions options, ILogger logger)
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromMinutes(1);
    private readonly Telling _telling = new(link.Name, logger);

    /// <summary>Told of each part, once for each reason, off the link's own path.</summary>
    public required Action<AmqpTopologyFailure> Failed { get; init; }

    /// <summary>Whether a part is still to be put back.</summary>
    public required Func<object, bool> StillWants { get; init; }

    public async Task RestoreAsync(AmqpSession session, AmqpTopology topology, CancellationToken cancellationToken)
    {
        List<object> left = [.. TopologyBook.Parts(topology)];
        if (left.Count == 0)
        {
            return;
        }

        List<Missing> missing = [];
        try
        {
            await using var declaring = new Declaring(session, book, options);
            if (!await declaring.TryAllAsync(topology, cancellationToken).ConfigureAwait(false))
            {
                await declaring.OneByOneAsync([.. left], Miss, part => left.Remove(part), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (session.Cause is null)
        {
            AmqpException failure = exception as AmqpException ?? new AmqpUnavailableException(exception is OperationCanceledException
                ? "it could not be put back within Links.SettleTimeout" : $"it could not be put back: {exception.Message}", exception);
            foreach (object part in left.ToArray())
            {
                Miss(part, failure);
            }
        }

        if (missing.Count > 0)
        {
            _ = TryAgainAsync(session, missing);
        }

        void Miss(object part, AmqpException failure)
        {
            left.Remove(part);
            missing.Add(Tell(new Missing(part, ""), failure));
        }
    }

    private async Task TryAgainAsync(AmqpSession session, List<Missing> missing)
    {
        TimeSpan delay = s_firstDelay;
        for (int tries = 1; missing.Count > 0; tries++)
        {
            try
            {
                await Task.Delay(delay, options.Time, session.Ended).ConfigureAwait(false);
                delay = delay * 2 < s_longestDelay ? delay * 2 : s_longestDelay;
                missing.RemoveAll(one => !StillWants(one.Part));
                await using var declaring = new Declaring(session, book, options);
                await declaring.OneByOneAsync([.. missing.Select(one => one.Part)], StillMiss, Done, session.Ended).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                if (session.Cause is not null)
                {
                    return;
                }

                TopologyLog.TryFailed(logger, session.Epoch, exception.Message);
            }

            void StillMiss(object part, AmqpException failure)
            {
                int at = missing.FindIndex(one => ReferenceEquals(one.Part, part));
                missing[at] = Tell(missing[at], failure);
            }

            void Done(object part)
            {
                TopologyLog.BackAfterAll(logger, Declaring.Describe(part), tries);
                missing.RemoveAll(one => ReferenceEquals(one.Part, part));
            }
        }
    }

    private Missing Tell(Missing part, AmqpException failure)
    {
        if (part.Reason == failure.Message)
        {
            return part;
        }

        string what = Declaring.Describe(part.Part);
        link.Metrics.TopologyFailed();
        LinkLog.TopologyFailed(logger, what, failure.Message);
        _telling.Tell(() => Failed(new AmqpTopologyFailure(what, failure)));
        return part with { Reason = failure.Message };
    }

    private sealed record Missing(object Part, string Reason);
}
