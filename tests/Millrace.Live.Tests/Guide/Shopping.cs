using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed record Item(int Id, string Name);

public sealed class Shopping : Component
{
    private readonly Signal<List<Item>> _items = new([]);
    private readonly Signal<string> _draft = new("");
    private int _last;

    protected override Node Render() => Main(
        H1("Shopping"),
        Form(
            OnSubmit(Add),
            Label(For("what"), "What"),
            Input(Id("what"), Bind(_draft), MaxLength(100)),
            Button(Disabled(() => _draft.Value.Length == 0), "Add")),
        Ul(Each(_items, item => item.Id, item => Li(
            item.Name,
            Button(OnClick(() => _items.Mutate(items => items.Remove(item))), "Done")))),
        P(Class("empty", () => _items.Value.Count == 0), Text(() => $"{_items.Value.Count} to buy")));

    private void Add()
    {
        _items.Mutate(items => items.Add(new Item(++_last, _draft.Value)));
        _draft.Value = "";
    }
}
