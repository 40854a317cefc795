using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Serving;

/// <summary>A page that says when it comes and goes, works beside the page, and may take long to go.</summary>
internal sealed class EndingPage(EndingPage.Watch watch) : Component
{
    protected override Node Render() => Div(Button(OnClick(WorkAsync), "Work"));

    protected override void OnMounted() => Interlocked.Increment(ref watch.Mounted);

    protected override void OnUnmounted()
    {
        watch.MayGo.Wait(TimeSpan.FromSeconds(60));
        Interlocked.Increment(ref watch.Unmounted);
    }

    private async Task WorkAsync()
    {
        await watch.Gate.WaitAsync();
        try
        {
            Interlocked.Increment(ref watch.Working);
            await watch.Work.Task;
        }
        finally
        {
            watch.Gate.Release();
        }
    }

    internal sealed class Watch : IDisposable
    {
        public int Mounted;
        public int Unmounted;
        public int Working;

        public ManualResetEventSlim MayGo { get; } = new(true);

        public SemaphoreSlim Gate { get; } = new(1);

        public TaskCompletionSource Work { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Dispose()
        {
            MayGo.Dispose();
            Gate.Dispose();
        }
    }
}
