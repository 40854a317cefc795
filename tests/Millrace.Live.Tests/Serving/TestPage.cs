using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Serving;

/// <summary>A page that counts clicks in an output, and echoes what is typed.</summary>
internal sealed class TestPage : Component
{
    private readonly Signal<int> _count = Kept("count", 0);
    private readonly Signal<string> _text = new("");

    protected override Node Render() => Div(
        Button(OnClick(() => _count.Value++), "+1"),
        Output(_count),
        Input(OnInput(text => _text.Value = text)),
        P(_text));
}
