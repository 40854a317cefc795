using Microsoft.Extensions.Logging;

namespace Millrace.Hosting;

/// <summary>Does something again and again on the thread pool, where it may block, until it is disposed; then it waits for the last time to end.</summary>
public sealed class Periodic : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly PeriodicTimer _timer;
    private readonly Task _running;
    private readonly string _what;
    private readonly ILogger _log;

    private Periodic(string what, TimeSpan period, TimeProvider time, Func<CancellationToken, ValueTask> work, ILogger log)
    {
        (_what, _log) = (what, log);
        _timer = new PeriodicTimer(period, time);
        _running = Task.Run(() => RunAsync(work));
    }

    /// <summary>
    /// Starts; the first time comes after one period. What <paramref name="work"/> throws is logged with <paramref name="what"/> it does, and the next time comes all the same.
    /// <see cref="DisposeAsync"/> cancels one that is under way.
    /// </summary>
    public static Periodic Start(string what, TimeSpan period, TimeProvider time, Func<CancellationToken, ValueTask> work, ILogger log) =>
        new(what, period, time, work, log);

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
            try
            {
                await work(_ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                HostingLog.PeriodicFailed(_log, _what, e);
            }
        }
    }
}
