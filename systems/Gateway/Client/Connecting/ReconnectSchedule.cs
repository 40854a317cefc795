namespace Millrace.Gateway.Client.Connecting;

/// <summary>How long to wait before the next attempt: it doubles up to a cap, shifted by a seeded chance.</summary>
internal sealed class ReconnectSchedule(TimeSpan first, TimeSpan longest, double jitter, int seed)
{
    private readonly Random _random = new(seed);
    private int _failures;

    /// <summary>The wait before the next attempt.</summary>
    public TimeSpan Next()
    {
        double wait = first.TotalMilliseconds * Math.Pow(2, _failures++);
        return wait < longest.TotalMilliseconds ? Shifted(TimeSpan.FromMilliseconds(wait)) : Shifted(longest);
    }

    /// <summary>The longest wait, for a peer that will hardly change its mind.</summary>
    public TimeSpan Longest() => Shifted(longest);

    /// <summary>A connection has lasted: the next loss is a new one.</summary>
    public void Reset() => _failures = 0;

    private TimeSpan Shifted(TimeSpan wait) => wait * (1 + (jitter * ((_random.NextDouble() * 2) - 1)));
}
