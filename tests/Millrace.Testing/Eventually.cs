namespace Millrace.Testing;

/// <summary>Waits for what another process does, by looking again and again until a generous deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>Returns once <paramref name="condition"/> holds; throws with <paramref name="what"/> when it does not within 30 s.</summary>
    public static async Task TrueAsync(Func<bool> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        using var turn = new PeriodicTimer(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline) { throw new TimeoutException($"{what} did not happen within {Deadline.TotalSeconds} s"); }
            await turn.WaitForNextTickAsync();
        }
    }
}
