using System.Collections.Immutable;

namespace Millrace.Live;

/// <summary>A list of things to do, as a value: every change gives a new one.</summary>
internal sealed record TodoList(ImmutableList<TodoItem> Items, int LastId)
{
    public const int LongestText = 200;
    private const int MostItems = 200;

    public static TodoList First { get; } = new([new(1, "Read the guide", true), new(2, "Write a component", false), new(3, "Show it to somebody", false)], 3);

    public TodoList Add(string text) => Text(text) is { Length: > 0 } fit && Items.Count < MostItems ? new(Items.Add(new(LastId + 1, fit, false)), LastId + 1) : this;

    public TodoList Remove(int id) => this with { Items = Items.RemoveAll(item => item.Id == id) };

    public TodoList RemoveDone() => this with { Items = Items.RemoveAll(item => item.IsDone) };

    public TodoList Check(int id, bool isDone) => Change(id, item => item with { IsDone = isDone });

    public TodoList Write(int id, string text) => Text(text) is { Length: > 0 } fit ? Change(id, item => item with { Text = fit }) : this;

    /// <summary>One place up (-1) or down (1), among those that a filter shows.</summary>
    public TodoList Move(int id, int by, Predicate<TodoItem> isShown)
    {
        int from = Items.FindIndex(item => item.Id == id);
        for (int to = from + by; from >= 0 && to >= 0 && to < Items.Count; to += by)
        {
            if (isShown(Items[to]))
            {
                return this with { Items = Items.RemoveAt(from).Insert(to, Items[from]) };
            }
        }

        return this;
    }

    /// <summary>To the place of another item.</summary>
    public TodoList MoveTo(int id, int other)
    {
        int from = Items.FindIndex(item => item.Id == id), to = Items.FindIndex(item => item.Id == other);
        return from < 0 || to < 0 || from == to ? this : this with { Items = Items.RemoveAt(from).Insert(to, Items[from]) };
    }

    private static string Text(string text) => text.Trim() is { Length: > LongestText } tooLong ? tooLong[..LongestText] : text.Trim();

    private TodoList Change(int id, Func<TodoItem, TodoItem> change)
    {
        int at = Items.FindIndex(item => item.Id == id);
        return at < 0 ? this : this with { Items = Items.SetItem(at, change(Items[at])) };
    }
}
