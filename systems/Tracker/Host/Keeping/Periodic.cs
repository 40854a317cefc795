namespace Millrace.Tracker.Host.Keeping;

/// <summary>Does something again and again on the thread pool, where it may block, until it is disposed; then it waits for the last time to end.</summary>
internal sealed class Periodic : IAsyncDisposable
{
    private readonly PeriodicTimer _timer;
    private readonly Task _running;

    private Periodic(TimeSpan period, TimeProvider time, Action work)
    {
        _timer = new PeriodicTimer(period, time);
        _running = Task.Run(() => RunAsync(work));
    }

    /// <summary>Starts; the first time comes after one period. What <paramref name="work"/> throws comes out of <see cref="DisposeAsync"/>.</summary>
    public static Periodic Start(TimeSpan period, TimeProvider time, Action work) => new(period, time, work);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _running.ConfigureAwait(false);
    }

    private async Task RunAsync(Action work)
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            work();
        }
    }
}
