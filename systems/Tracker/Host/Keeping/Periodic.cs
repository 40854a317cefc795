namespace Millrace.Tracker.Host.Keeping;

/// <summary>Does something again and again on the thread pool, where it may block, until it is disposed; then it waits for the last time to end.</summary>
internal sealed class Periodic : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _running;

    private Periodic(TimeSpan period, TimeProvider time, Func<CancellationToken, ValueTask> work)
    {
        _timer = new PeriodicTimer(period, time);
        _running = Task.Run(() => RunAsync(work));
    }

    /// <summary>
    /// Starts; the first time comes after one period. What <paramref name="work"/> throws ends it and comes out of <see cref="DisposeAsync"/>, which cancels one that is under way.
    /// </summary>
    public static Periodic Start(TimeSpan period, TimeProvider time, Func<CancellationToken, ValueTask> work) => new(period, time, work);

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task RunAsync(Func<CancellationToken, ValueTask> work)
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            await work(_ending.Token).ConfigureAwait(false);
        }
    }
}
