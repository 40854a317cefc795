using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Tabs : Component
{
    private readonly Signal<string> _note = Kept("note", "");

    protected override Node Render() => Main(
        Nav(A(Link("/?tab=one"), "One"), " ", A(Link("/?tab=two"), "Two")),
        When(() => Page.Query("tab") == "two",
            () => P("The second tab."),
            () => Label("A note ", Input(Bind(_note)))));
}
