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

    // Asked for every message of every thread, where the dictionary's own count takes all its locks.
    private volatile bool _hasAny;

    /// <summary>Takes the name out of the broker's words: "NOT_FOUND - no exchange 'x' in vhost '/'", "access to exchange 'x' in vhost '/' refused for user 'u'".</summary>
    public void Learn(string text)
    {
        int start = text.IndexOf(Mark, StringComparison.Ordinal);
        int end = start < 0 ? -1 : text.IndexOf('\'', start + Mark.Length);
        if (end > 0 && _since.Count < Most)
        {
            _since[text[(start + Mark.Length)..end]] = time.GetTimestamp();
            _hasAny = true;
        }
    }

    public bool Has(string exchange)
    {
        if (!_hasAny || !_since.TryGetValue(exchange, out long since))
        {
            return false;
        }

        if (time.GetElapsedTime(since) < s_suspicion)
        {
            return true;
        }

        _since.TryRemove(exchange, out _);
        _hasAny = false;
        if (!_since.IsEmpty)
        {
            // Another one, or one that was learnt just now.
            _hasAny = true;
        }

        return false;
    }
}
