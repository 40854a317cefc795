namespace Millrace.Testing;

/// <summary>For what depends on real time: a busy machine that stalls for longer than a test's short times spoils it, and says nothing about the code.</summary>
public static class Patience
{
    /// <summary>
    /// Runs <paramref name="body"/> with <paramref name="time"/> as its unit of time; where it fails, again with eight and with sixty-four times as much.
    /// The last try counts: what is wrong fails with every unit, and longer times are paid for only where shorter ones did not do.
    /// </summary>
    public static async Task WithAsync(TimeSpan time, Func<TimeSpan, Task> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        for (int tries = 1; ; tries++, time *= 8)
        {
            try
            {
                await body(time);
                return;
            }
            catch (Exception exception) when (tries < 3 && exception is not OperationCanceledException)
            {
                // The machine may have stalled: what fails at the last try is true.
            }
        }
    }
}
