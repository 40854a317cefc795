using Millrace.Hosting;
using Millrace.Testing;

namespace Millrace.Tracker.Tests.Host.Keeping;

public sealed class PeriodicTests : IDisposable
{
    private readonly FakeTime _time = new();
    private readonly LogInTest _log = new();

    public void Dispose() => _log.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task What_fails_is_logged_and_done_again()
    {
        int times = 0;
        await using (Start(_ => Interlocked.Increment(ref times) == 1 ? throw new InvalidOperationException("no such thing") : default))
        {
            await TickUntilAsync(() => Volatile.Read(ref times) >= 3);
        }

        Assert.Equal(1, _log.Count(1011));
        Assert.StartsWith("Error 1011 The server could not try for a reason that should not exist", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.Contains("no such thing", _log.Lines[0], StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_end_cancels_what_is_under_way_and_waits_for_it()
    {
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool ended = false;
        Periodic periodic = Start(async cancellation =>
        {
            begun.TrySetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellation);
            }
            finally
            {
                ended = true;
            }
        });
        await TickUntilAsync(() => begun.Task.IsCompleted);
        await periodic.DisposeAsync();

        Assert.True(ended);
        Assert.Empty(_log.Lines);
    }

    [Fact(Timeout = 60_000)]
    public async Task Its_end_comes_also_where_the_last_time_failed()
    {
        Periodic periodic = Start(_ => throw new InvalidOperationException("again"));
        await TickUntilAsync(() => _log.Count(1011) >= 2);

        await periodic.DisposeAsync();
    }

    private Periodic Start(Func<CancellationToken, ValueTask> work) => Periodic.Start("try", TimeSpan.FromSeconds(1), _time, work, _log);

    private Task TickUntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return condition();
        },
        "What is to be done every second");
}
