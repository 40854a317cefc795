using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Counter : Component
{
    private readonly Signal<int> _count = new(0);

    protected override Node Render() => Main(
        H1("Counter"),
        P("Count: ", _count),
        Button(OnClick(() => _count.Value++), "+1"),
        When(() => _count.Value > 9, () => P("Many")));
}
