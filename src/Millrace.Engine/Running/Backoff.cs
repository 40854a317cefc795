namespace Millrace.Engine.Running;

/// <summary>The pause before a client connects again: doubling, bounded and jittered, so that many clients do not come back at once.</summary>
internal static class Backoff
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _most = TimeSpan.FromSeconds(2);

    /// <summary>The pause before attempt <paramref name="attempt"/> (from 0): between half and all of 100 ms, 200 ms, 400 ms... at most 2 s.</summary>
    public static TimeSpan Of(Random random, int attempt)
    {
        double ceiling = Math.Min(_first.TotalSeconds * Math.Pow(2, Math.Min(attempt, 30)), _most.TotalSeconds);
        return TimeSpan.FromSeconds(ceiling * (0.5 + (random.NextDouble() / 2)));
    }
}
