using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Serving;

/// <summary>Counts clicks, and keeps nothing.</summary>
internal sealed class PlainPage : Component
{
    private readonly Signal<int> _count = new(0);

    protected override Node Render() => Div(Button(OnClick(() => _count.Value++), "+1"), Output(_count));
}
