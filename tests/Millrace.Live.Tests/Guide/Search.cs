using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public interface ICatalogue
{
    Task<string[]> FindAsync(string words, CancellationToken cancel);

    Task OrderAsync(string name, CancellationToken cancel);
}

public sealed class Search : Component
{
    private readonly Signal<string> _words = new("");
    private readonly Resource<string[]> _found;
    private readonly LiveAction<string> _order;

    public Search(ICatalogue catalogue)
    {
        _found = new(cancel => catalogue.FindAsync(_words.Value, cancel));
        _order = new(catalogue.OrderAsync, ActionPolicy.DropWhileBusy);
    }

    protected override Node Render() => Main(
        H1("Catalogue"),
        Input(AriaLabel("Search"), Value(_words), OnInput(words => _words.Value = words).Debounce(200)),
        Region(() => _found.Match(
            loading: () => P("Searching"),
            ready: names => Ul(Each(names, name => name, name => Li(name, " ", Button(Disabled(_order.Pending), OnClick(() => _order.Run(name)), "Order")))),
            failed: error => P(Role("alert"), "The catalogue does not answer. ", Button(OnClick(_found.Refetch), "Again")))),
        When(() => _order.Error.Value is not null, () => P(Role("alert"), "That could not be ordered.")));
}
