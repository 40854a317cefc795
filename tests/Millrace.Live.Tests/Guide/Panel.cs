using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Badge : Component
{
    public string Name { get; set; } = "";

    public bool IsNew { get; set; }

    protected override Node Render() => Span(Class("badge"), Class("new", IsNew), Name);
}

public sealed class Panel : Component
{
    private readonly Signal<bool> _isNew = new(true);

    protected override Node Render() => Section(
        H2("Orders"),
        Region(() => new Badge { Name = "Tea", IsNew = _isNew.Value }),
        Button(OnClick(() => _isNew.Value = false), "Seen"),
        Boundary(
            () => new Invoice(),
            failure => P(Role("alert"), "This part has failed. ", Button(OnClick(failure.Retry), "Again"))));
}
