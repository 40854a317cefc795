using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Guide;

public sealed class Registration : Component
{
    private readonly Signal<string> _problem = new("");
    private readonly Signal<string> _registered = new("");

    protected override Node Render() => Form(
        OnSubmit(Register),
        Label(For("mail"), "Mail address"),
        Input(Id("mail"), Name("mail"), Type("email"), Required(), MaxLength(100),
            Aria("invalid", () => _problem.Value.Length > 0), AriaDescribedBy("problem")),
        P(Id("problem"), Role("alert"), _problem),
        Button("Register"),
        P(_registered));

    private void Register(SubmitEvent form)
    {
        string mail = form["mail"].Trim();
        _problem.Value = mail.Length is 0 or > 100 || !mail.Contains('@') ? "Give an address, such as ada@example.org." : "";
        if (_problem.Value.Length == 0)
        {
            _registered.Value = $"A letter is on its way to {mail}.";
        }
    }
}
