using System.Globalization;
using static Millrace.Live.Html;

namespace Millrace.Live;

/// <summary>1,000 keyed rows from a shared signal that ticks; sorting and searching are this page's own.</summary>
internal sealed class TablePage : Component
{
    private static readonly (string Name, Comparison<Quote> Order)[] Columns =
    [
        ("Name", (one, other) => string.CompareOrdinal(one.Name, other.Name)),
        ("Price", (one, other) => one.Cents.CompareTo(other.Cents)),
        ("Change", (one, other) => one.Change.CompareTo(other.Change)),
        ("Sold", (one, other) => one.Sold.CompareTo(other.Sold)),
    ];

    private readonly Market _market;
    private readonly Signal<int> _column = new(0);
    private readonly Signal<bool> _isDescending = new(false);
    private readonly Signal<string> _search = new("");
    private readonly Signal<Quote[]?> _held = new(null);
    private readonly Signal<string> _picked = new("");
    private readonly Computed<Quote[]> _rows;
    private readonly Ref _chart = new();

    public TablePage(Market market) => (_market, _rows) = (market, new Computed<Quote[]>(Sorted));

    protected override Node Render() => ShowcaseFrame.Of(
        "/table",
        "Market",
        "One source for all windows. Each second some prices change, and only these cells are sent.",
        Section(
            Class("card"),
            AriaLabel("Prices"),
            Div(
                Class("row"),
                Div(Class("field wide"), Label(For("search"), "Search"), Input(Id("search"), Type("search"), Value(_search), OnInput(text => _search.Value = text).Debounce(150))),
                Button(Type("button"), Aria("pressed", () => _held.Value is not null), OnClick(Hold), "Hold")),
            Canvas(_chart, Class("spark"), Id("chart"), Role("img"), AriaLabel("Mean price over the last minute"), Hook("spark"), OnCustom("ready", _ => Draw()), OnCustom("picked", Pick)),
            P(Class("quiet"), Role("status"), Text(() => string.Create(CultureInfo.InvariantCulture, $"{_rows.Value.Length} of {Market.Size} rows{_picked.Value}"))),
            Div(
                Class("scroller"),
                TabIndex(0),
                Role("region"),
                AriaLabel("Table of prices"),
                Table(
                    Class("market"),
                    Caption(Class("unseen"), "Prices; the buttons of the columns sort"),
                    Thead(Tr([.. Columns.Select((column, index) => Head(column.Name, index))])),
                    Tbody(Each(_rows, quote => quote.Id, Row))))));

    protected override void OnMounted() => _ = new Effect(() =>
    {
        _ = _market.Quotes.Value; // with each tick
        Draw();
    });

    private static Node Row(Quote quote) => Tr(
        Th(Scope("row"), quote.Name),
        Td(Money(quote.Cents)),
        Td(quote.Change > 0 ? Class("up") : quote.Change < 0 ? Class("down") : null, quote.Change > 0 ? $"+{Money(quote.Change)}" : Money(quote.Change)),
        Td(quote.Sold.ToString("N0", CultureInfo.InvariantCulture)));

    private static string Money(int cents) => (cents / 100m).ToString("N2", CultureInfo.InvariantCulture);

    private Node Head(string name, int column) => Th(
        Scope("col"),
        Aria("sort", () => _column.Value != column ? null : _isDescending.Value ? "descending" : "ascending"),
        Button(Type("button"), OnClick(() => Sort(column)), name, Span(Aria("hidden", "true"), Text(() => _column.Value != column ? "" : _isDescending.Value ? " \u25bc" : " \u25b2"))));

    private Quote[] Sorted()
    {
        Quote[] all = _held.Value ?? _market.Quotes.Value;
        string search = _search.Value.Trim();
        Quote[] rows = search.Length == 0 ? [.. all] : [.. all.Where(quote => quote.Name.Contains(search, StringComparison.OrdinalIgnoreCase))];
        Comparison<Quote> order = Columns[_column.Value].Order;
        int sign = _isDescending.Value ? -1 : 1;
        Array.Sort(rows, (one, other) => order(one, other) is var first && first != 0 ? sign * first : one.Id.CompareTo(other.Id));
        return rows;
    }

    private void Sort(int column)
    {
        // Names begin with A, numbers with the largest; a second click turns it round.
        _isDescending.Value = _column.Value == column ? !_isDescending.Value : column > 0;
        _column.Value = column;
    }

    private void Hold() => _held.Value = _held.Value is null ? _market.Quotes.Value : null;

    private void Draw() => _chart.Send("values", _market.Means);

    // A hook's detail is whatever its script sends, and anybody can send anything: what is no number is passed over.
    private void Pick(CustomEvent picked)
    {
        if (double.TryParse(picked.Detail, NumberStyles.Float, CultureInfo.InvariantCulture, out double mean))
        {
            _picked.Value = string.Create(CultureInfo.InvariantCulture, $"; mean price picked: {mean:N2}");
        }
    }
}
