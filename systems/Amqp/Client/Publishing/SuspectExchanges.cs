using System.Collections.Concurrent;

namespace Millrace.Amqp.Publishing;

/// <summary>
/// Exchanges over which the broker closed a channel lately: they do not exist, or may not be written to. Their messages go over a channel of their own for a minute, so that a mistake
/// about one exchange does not make the messages of others indefinite again and again.
/// </summary>
internal sealed class SuspectExchanges(TimeProvider time)
{
    private const int Most = 1024;
    private const string Mark = "exchange '";
    private static readonly TimeSpan s_suspicion = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, long> _since = new();

    /// <summary>Takes the name out of the broker's words: "NOT_FOUND - no exchange 'x' in vhost '/'", "access to exchange 'x' in vhost '/' refused for user 'u'".</summary>
    public void Learn(string text)
    {
        int start = text.IndexOf(Mark, StringComparison.Ordinal);
        int end = start < 0 ? -1 : text.IndexOf('\'', start + Mark.Length);
        if (end > 0 && _since.Count < Most)
        {
            _since[text[(start + Mark.Length)..end]] = time.GetTimestamp();
        }
    }

    public bool Has(string exchange)
    {
        if (_since.IsEmpty || !_since.TryGetValue(exchange, out long since))
        {
            return false;
        }

        if (time.GetElapsedTime(since) < s_suspicion)
        {
            return true;
        }

        _since.TryRemove(exchange, out _);
        return false;
    }
}
