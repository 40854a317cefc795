using System.Globalization;
using static Millrace.Live.Html;

namespace Millrace.Live;

/// <summary>A list with keyed rows: add, tick off, edit, reorder by buttons or by dragging. The filter is part of the address.</summary>
internal sealed class TodoPage : Component
{
    private readonly Signal<TodoList> _list = Kept("list", TodoList.First);
    private readonly Signal<string> _draft = Kept("draft", "");
    private readonly Signal<int> _edited = new(0);
    private readonly Signal<string> _edit = new("");
    private readonly Signal<int> _dragged = new(0);
    private readonly Signal<int> _over = new(0);
    private readonly Ref _rows = new();
    private int _returnTo;

    protected override Node Render() => ShowcaseFrame.Of(
        "/todo",
        "To-do",
        "Rows are keyed: one that moves keeps the focus, and what is typed in it. What is on the list outlives a restart of the server.",
        Section(
            Class("card"),
            AriaLabel("List"),
            Form(
                Class("row"),
                OnSubmit(Add),
                Div(Class("field wide"), Label(For("new"), "What is to be done?"), Input(Id("new"), Type("text"), MaxLength(TodoList.LongestText), Autocomplete("off"), Bind(_draft))),
                Button(Class("main"), "Add")),
            Ul(_rows, Class("todos"), TabIndex(-1), AriaLabel("Things to do"), Each(() => _list.Value.Items.Where(IsShown), item => item.Id, Row)),
            Div(
                Class("row"),
                P(Class("quiet wide"), Role("status"), Text(Left)),
                Nav(AriaLabel("Filter"), Class("row"), Filter("", "All"), Filter("open", "Open"), Filter("done", "Done")),
                Button(Type("button"), OnClick(() => _list.Update(list => list.RemoveDone())), "Remove done"))));

    private string Shown => Page.Query("show") ?? "";

    private string Left() => _list.Value.Items.Count(item => !item.IsDone) is var left && left == 1 ? "1 thing left" : string.Create(CultureInfo.InvariantCulture, $"{left} things left");

    private bool IsShown(TodoItem item) => Shown switch { "open" => !item.IsDone, "done" => item.IsDone, _ => true };

    private Node Filter(string show, string name) =>
        A(Link(show.Length == 0 ? "/todo" : $"/todo?show={show}"), AriaCurrent(() => Shown == show ? "true" : null), name);

    private Node Row(TodoItem item) => Li(
        Class("done", item.IsDone),
        Class("dragged", () => _dragged.Value == item.Id),
        Class("over", () => _over.Value == item.Id),
        DataAttr("key", item.Id.ToString(CultureInfo.InvariantCulture)),
        Attr("draggable", () => _edited.Value == item.Id ? null : "true"),
        OnDragStart(() => _dragged.Value = item.Id),
        OnDragEnter(() => _over.Value = item.Id),
        OnDragEnd(() => _dragged.Value = _over.Value = 0),
        OnDrop(() => Drop(item.Id)),
        When(() => _edited.Value == item.Id, () => Editor(item), () => Shower(item)));

    private Node Shower(TodoItem item) => Fragment(
        Label(Input(Type("checkbox"), Checked(item.IsDone), OnCheck(isDone => _list.Update(list => list.Check(item.Id, isDone)))), Span(item.Text)),
        Div(
            Class("tools"),
            Tool("Up", "\u2191", item, () => _list.Update(list => list.Move(item.Id, -1, IsShown))),
            Tool("Down", "\u2193", item, () => _list.Update(list => list.Move(item.Id, 1, IsShown))),
            Tool("Edit", "\u270e", item, () => Edit(item), Returns(item.Id)),
            Tool("Remove", "\u2715", item, () => Remove(item.Id))));

    private Node Editor(TodoItem item) => Form(
        Class("row wide"),
        OnSubmit(() => Save(item.Id)),
        OnKeyDown(Close).Keys("Escape"),
        Input(Type("text"), AriaLabel($"Text of: {item.Text}"), MaxLength(TodoList.LongestText), Autofocus(), Bind(_edit)),
        Button(Class("main"), "Save"),
        Button(Type("button"), OnClick(Close), "Cancel"));

    private static Node Tool(string what, string sign, TodoItem item, Action act, bool hasFocus = false) =>
        Button(Type("button"), Class("icon"), AriaLabel($"{what}: {item.Text}"), Title(what), Autofocus(hasFocus), OnClick(act), Span(Aria("hidden", "true"), sign));

    private void Add()
    {
        _list.Update(list => list.Add(_draft.Value));
        _draft.Value = "";
    }

    private void Edit(TodoItem item) => (_edited.Value, _edit.Value) = (item.Id, item.Text);

    private void Close() => (_returnTo, _edited.Value) = (_edited.Value, 0);

    private void Remove(int id)
    {
        _list.Update(list => list.Remove(id));
        _rows.Focus(); // or the focus would go with the button
    }

    /// <summary>Once after an item was edited: the focus goes back to where it came from.</summary>
    private bool Returns(int id)
    {
        bool returns = _returnTo == id;
        _returnTo = returns ? 0 : _returnTo;
        return returns;
    }

    private void Save(int id)
    {
        _list.Update(list => list.Write(id, _edit.Value));
        Close();
    }

    private void Drop(int other)
    {
        _list.Update(list => list.MoveTo(_dragged.Value, other));
        _dragged.Value = _over.Value = 0;
    }
}
