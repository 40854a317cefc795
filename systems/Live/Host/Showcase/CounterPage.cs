using System.Globalization;
using static Millrace.Live.Html;

namespace Millrace.Live;

/// <summary>A number, kept over a restart of the server.</summary>
internal sealed class CounterPage : Component
{
    private const int Many = 9;
    private readonly Signal<int> _count = Kept("count", 0);
    private readonly Signal<int> _step = new(1);

    protected override Node Render() => ShowcaseFrame.Of(
        "/counter",
        "Counter",
        "The number lives on the server. Pull the plug and put it in again: it is still there.",
        Section(
            Class("card"),
            AriaLabel("Counter"),
            P(Class("count"), Role("status"), _count),
            Div(Class("meter"), Aria("hidden", "true"), Div(Style("width", () => string.Create(CultureInfo.InvariantCulture, $"{Math.Clamp(_count.Value, 0, 100)}%")))),
            Div(
                Class("row"),
                Button(Type("button"), OnClick(() => _count.Value -= _step.Value), Text(() => $"Take {_step.Value}")),
                Button(Type("button"), Class("main"), OnClick(() => _count.Value += _step.Value), Text(() => $"Add {_step.Value}")),
                Button(Type("button"), OnClick(() => _count.Value = 0), "Start again")),
            Div(
                Class("field steps"),
                Label(For("step"), "In steps of"),
                Select(Id("step"), Value(() => _step.Value.ToString(CultureInfo.InvariantCulture)), OnChange(chosen => _step.Value = Step(chosen)),
                    Option(Value("1"), "1"), Option(Value("5"), "5"), Option(Value("10"), "10"))),
            When(() => _count.Value > Many, () => P(Class("many"), "That is many."))));

    // What comes from a browser is checked: the three choices are not all that can be sent.
    private static int Step(string chosen) => chosen is "5" ? 5 : chosen is "10" ? 10 : 1;
}
