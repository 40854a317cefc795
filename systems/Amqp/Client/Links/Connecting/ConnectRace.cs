using System.Diagnostics.CodeAnalysis;
using Millrace.Amqp.Metrics;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>
/// Attempts to connect that overlap: a new one starts while older ones have no answer yet, the first that is through wins, and the others are cut. In a black hole an
/// attempt of its own may hang until long after the hole has opened, be it for TCP's growing pauses or for a proxy that took the connection and forwards nothing.
/// </summary>
internal sealed class ConnectRace(AmqpOptions options, IReadOnlyList<BrokerHost> hosts, BrokerDial dial, Func<AttemptPlan> plans, LinkMetrics metrics)
{
    private readonly TimeProvider _time = options.Time;
    private readonly List<Attempt> _under = [];
    private int _next;

    /// <summary>Told of every attempt that failed.</summary>
    public Action<AmqpException>? Failed { get; init; }

    /// <summary>
    /// Goes on until an attempt wins. <paramref name="since"/>: when the connection was lost, in ticks of the clock; <paramref name="rest"/>: how long the first attempt waits, which is
    /// where connections do not live long.
    /// </summary>
    public async Task<OpenedConnection> WinAsync(long since, TimeSpan rest, CancellationToken cancellationToken)
    {
        if (rest > TimeSpan.Zero)
        {
            await Task.Delay(rest, _time, cancellationToken).ConfigureAwait(false);
        }

        return (await RunAsync(since, null, cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>
    /// For the first connect: one attempt at each broker, and more until <paramref name="patience"/> is over. Throws the first refusal at once, and else why the last attempt at
    /// each broker failed.
    /// </summary>
    public async Task<OpenedConnection> WinFirstAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var last = new Dictionary<BrokerHost, AmqpException>();
        return await RunAsync(_time.GetTimestamp(), new FirstConnect(hosts.Count, patience, last), cancellationToken).ConfigureAwait(false)
            ?? throw new AmqpUnavailableException($"no broker can be reached: {string.Join("; ", last.Values.Select(failure => failure.Message))}", last.Values.LastOrDefault());
    }

    private async Task<OpenedConnection?> RunAsync(long since, FirstConnect? first, CancellationToken cancellationToken)
    {
        AttemptPlan plan = plans();
        int refusals = 0;
        int started = 0;
        Task pause = Task.CompletedTask;
        try
        {
            while (true)
            {
                bool more = first is null || started < first.Brokers || _time.GetElapsedTime(since) < first.Patience;
                if (pause.IsCompleted && more)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Start(cancellationToken);
                    started++;
                    pause = Task.Delay(plan.NextDelay(_time.GetElapsedTime(since), refusals >= hosts.Count), _time, cancellationToken);
                }
                else if (!more && _under.Count == 0)
                {
                    return null;
                }

                await Task.WhenAny(_under.Select(attempt => (Task)attempt.Result).Append(more ? pause : Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken))).ConfigureAwait(false);
                cancellationToken.ThrowIfCancellationRequested();
                if (TryTakeDone(first, ref refusals, out OpenedConnection? won))
                {
                    return won;
                }
            }
        }
        finally
        {
            _under.ForEach(attempt => attempt.GiveUp());
            _under.Clear();
        }
    }

    // A success beats every failure that is seen in the same look, and no second success is left lying about.
    private bool TryTakeDone(FirstConnect? first, ref int refusals, [NotNullWhen(true)] out OpenedConnection? won)
    {
        Attempt[] done = [.. _under.Where(attempt => attempt.Result.IsCompleted)];
        if (done.FirstOrDefault(attempt => attempt.Result.IsCompletedSuccessfully) is { } winner)
        {
            // All others, done or not, are given up by the caller.
            _under.Remove(winner);
            winner.Given.Dispose();
            metrics.Attempted("ok");
            won = winner.Result.Result;
            return true;
        }

        won = null;
        foreach (Attempt attempt in done)
        {
            _under.Remove(attempt);
            attempt.GiveUp();
            if (attempt.Result.Exception?.InnerException is { } failure)
            {
                var said = failure as AmqpException ?? new AmqpUnavailableException($"{attempt.Host.Address.Where} could not be connected to: {failure.Message}", failure);
                // Only where every broker refuses does somebody have to do something.
                refusals = said is AmqpRefusedException ? refusals + 1 : 0;
                metrics.Attempted(said is AmqpRefusedException ? "refused" : "unavailable");
                Failed?.Invoke(said);
                first?.Note(attempt.Host, said);
            }
        }

        return false;
    }

    private void Start(CancellationToken cancellationToken)
    {
        if (_under.Count >= options.Links.MaxPendingAttempts)
        {
            long now = _time.GetTimestamp();
            int redundant = AttemptPlan.MostRedundant([.. _under.Select(attempt => _time.GetElapsedTime(attempt.Started, now))]);
            _under[redundant].GiveUp();
            _under.RemoveAt(redundant);
            metrics.Attempted("superseded");
        }

        BrokerHost host = hosts[_next++ % hosts.Count];
        var given = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _under.Add(new Attempt(host, _time.GetTimestamp(), given, Task.Run(() => dial.OpenAsync(host, given.Token), CancellationToken.None)));
    }

    private sealed record FirstConnect(int Brokers, TimeSpan Patience, Dictionary<BrokerHost, AmqpException> Last)
    {
        public void Note(BrokerHost host, AmqpException failure)
        {
            if (failure is AmqpRefusedException)
            {
                throw failure;
            }

            Last[host] = failure;
        }
    }

    private sealed record Attempt(BrokerHost Host, long Started, CancellationTokenSource Given, Task<OpenedConnection> Result)
    {
        // Cancels it, and throws away what it may yet bring.
        public void GiveUp()
        {
            Given.Cancel();
            _ = Result.ContinueWith(
                done =>
                {
                    Given.Dispose();
                    if (done.IsCompletedSuccessfully)
                    {
                        Burial.Of(done.Result.Connection, done.Result.Stream);
                    }
                    else
                    {
                        _ = done.Exception;
                    }
                },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }
}
