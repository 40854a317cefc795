using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Chart : Component
{
    private readonly Ref _canvas = new();
    private readonly int[] _values = [3, 1, 2];
    private readonly Signal<string> _picked = new("nothing");

    protected override Node Render() => Div(
        Canvas(_canvas, Hook("chart"), OnCustom("picked", e => _picked.Value = e.Detail)),
        P("Picked: ", _picked),
        Button(OnClick(() => _canvas.Send("values", _values)), "Draw"));
}
