using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Clock(TimeProvider time) : Component
{
    private readonly Signal<DateTimeOffset> _now = new(time.GetUtcNow());

    protected override Node Render() => P(Text(() => $"{_now.Value:HH:mm:ss}"));

    protected override void OnMounted()
    {
        PageContext page = Page;
        ITimer timer = time.CreateTimer(_ => page.Post(() => _now.Value = time.GetUtcNow()), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        Effect.OnCleanUp(timer.Dispose);
    }
}
