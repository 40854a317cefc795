namespace Millrace.Amqp.Publishing;

/// <summary>The half that tries again: at least once, and under one message id, so that who takes the message can tell.</summary>
internal sealed partial class AmqpPublisher
{
    private const int NotFound = 404;
    private const int AccessRefused = 403;
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(1);

    private async ValueTask<PublishResult> PublishAgainAsync(OutgoingMessage message, CancellationToken cancellationToken)
    {
        PublishResult? uncertain = null;
        TimeSpan pause = s_firstPause;
        for (int left = _options.Retries; ; left--)
        {
            PublishResult result;
            try
            {
                result = await PublishSlowAsync(message, hasPlace: false, cancellationToken).ConfigureAwait(false);
            }
            catch (AmqpException exception) when (uncertain is not null)
            {
                // This attempt was not sent; the one before may have arrived all the same.
                return uncertain.Value.After(exception.Message);
            }

            if (result.IsConfirmed)
            {
                return result;
            }

            if (left == 0 || result.Outcome == PublishOutcome.Returned || IsHopeless(message, result) || _closed.IsCancellationRequested)
            {
                return uncertain is { } before ? before.After(result.Reason ?? result.Outcome.ToString()) : result;
            }

            uncertain ??= result.Outcome == PublishOutcome.Indefinite ? result : null;
            await Task.Delay(pause, Time, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
            Interlocked.Increment(ref _counters.Retried);
        }
    }

    /// <summary>The broker has said that the exchange is missing or forbidden; a message that only shared the channel with such a one has hope.</summary>
    private bool IsHopeless(in OutgoingMessage message, PublishResult result) => result.Code is NotFound or AccessRefused && _suspects.Has(message.Exchange);
}
