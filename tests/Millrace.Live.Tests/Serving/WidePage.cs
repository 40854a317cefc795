using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Serving;

/// <summary>Sends 256 KB for each click.</summary>
internal sealed class WidePage : Component
{
    private readonly Signal<int> _count = new(0);

    protected override Node Render() => Div(Button(OnClick(() => _count.Value++), "+1"), Output(Text(() => new string((char)('a' + (_count.Value % 26)), 256 * 1024))));
}
