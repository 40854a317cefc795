using System.Globalization;
using static Millrace.Live.Html;

namespace Millrace.Live;

/// <summary>A chat between all windows that are open: its lines and people are shared signals.</summary>
internal sealed class ChatPage : Component
{
    private readonly ChatRoom _room;
    private readonly Signal<string> _name = Kept("name", "");
    private readonly Signal<string> _draft = Kept("draft", "");
    private string? _entered;

    public ChatPage(ChatRoom room) => _room = room;

    protected override Node Render() => ShowcaseFrame.Of(
        "/chat",
        "Chat",
        "Open this page in a second window, and say something there.",
        Section(
            Class("card"),
            AriaLabel("Room"),
            Div(
                Class("chat"),
                Ol(Class("lines"), Role("log"), AriaLabel("What was said"), TabIndex(0), Hook("tail"), Each(_room.Lines, line => line.Number, Line)),
                Section(H2("Here"), Ul(Class("people"), Each(() => _room.People.Value.Index(), person => person.Index, person => Li(person.Item))))),
            When(() => _name.Value.Length == 0, Door, Mouth)));

    protected override void OnMounted()
    {
        if (_name.Peek().Length > 0)
        {
            Enter(_name.Peek()); // it was here before the server started again
        }
    }

    protected override void OnUnmounted()
    {
        if (_entered is { } name)
        {
            _room.Leave(name);
        }
    }

    private static Node Line(ChatLine line) => Li(
        line.Name is null ? Class("note") : null,
        Time(DateTimeAttr(line.At.ToString("O", CultureInfo.InvariantCulture)), line.At.ToString("HH:mm", CultureInfo.InvariantCulture)),
        line.Name is null ? null : Strong($"{line.Name}: "),
        Span(line.Text));

    private Node Door() => Form(
        Class("row"),
        OnSubmit(form => Enter(form["name"])),
        Div(Class("field wide"), Label(For("name"), "Your name"), Input(Id("name"), Name("name"), Type("text"), Autocomplete("nickname"), MaxLength(ChatRoom.LongestName), Required())),
        Button(Class("main"), "Enter"));

    private Node Mouth() => Form(
        Class("row"),
        OnSubmit(Say),
        Div(Class("field wide"), Label(For("text"), Text(() => $"Say something, {_name.Value}")),
            Input(Id("text"), Type("text"), Autocomplete("off"), Autofocus(), MaxLength(ChatRoom.LongestText), Bind(_draft))),
        Button(Class("main"), "Say"));

    private void Enter(string name)
    {
        name = name.Trim();
        if (name.Length is > 0 and <= ChatRoom.LongestName && _entered is null)
        {
            _room.Enter(name);
            _entered = _name.Value = name;
        }
    }

    private void Say()
    {
        if (_entered is { } name && _draft.Value.Trim() is { Length: > 0 } text)
        {
            _room.Say(name, text);
        }

        _draft.Value = "";
    }
}
