using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Serving;

/// <summary>A field, an echo and a list of bound texts.</summary>
internal sealed class ListPage(int count) : Component
{
    private readonly Signal<string> _echo = new("");
    private readonly Signal<string>[] _items = [.. Enumerable.Range(0, count).Select(i => new Signal<string>($"Item {i}"))];

    protected override Node Render() => Div(
        Input(OnInput(text => _echo.Value = text)),
        Div(Id("echo"), _echo),
        Ul(Each(() => _items, item => item, item => Li(item))));
}
