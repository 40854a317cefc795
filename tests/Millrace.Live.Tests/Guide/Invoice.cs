using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Invoice : Component
{
    private readonly Signal<decimal> _net = new(100);
    private readonly Signal<decimal> _rate = new(0.19m);
    private readonly Computed<decimal> _gross;

    public Invoice() => _gross = new(() => _net.Value * (1 + _rate.Value));

    protected override Node Render() => Main(
        H1("Invoice"),
        Label("Net ", Input(Bind(_net))),
        P("To pay: ", Strong(Text(() => $"{_gross.Value:0.00}"))));

    protected override void OnMounted()
    {
        _ = new Effect(() => Page.Title = $"Invoice over {_gross.Value:0.00}");
        Effect.OnCleanUp(() => Page.Title = "");
    }
}
