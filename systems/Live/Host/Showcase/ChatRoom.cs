using System.Collections.Immutable;

namespace Millrace.Live;

/// <summary>The room that all windows share: its last lines, and who is there.</summary>
internal sealed class ChatRoom(TimeProvider time)
{
    public const int LongestName = 30;
    public const int LongestText = 500;
    private const int MostLines = 200;
    private const int MostPeople = 500;

    public SharedSignal<ImmutableList<ChatLine>> Lines { get; } = new([]);

    public SharedSignal<ImmutableList<string>> People { get; } = new([]);

    public void Enter(string name)
    {
        People.Update(people => people.Count < MostPeople ? people.Add(name) : people);
        Write(null, $"{name} has come");
    }

    public void Leave(string name)
    {
        People.Update(people => people.Remove(name));
        Write(null, $"{name} has left");
    }

    public void Say(string name, string text) => Write(name, text.Length > LongestText ? text[..LongestText] : text);

    private void Write(string? name, string text)
    {
        DateTimeOffset now = time.GetUtcNow();
        Lines.Update(lines =>
        {
            ChatLine line = new(lines.IsEmpty ? 1 : lines[^1].Number + 1, now, name, text);
            return (lines.Count < MostLines ? lines : lines.RemoveAt(0)).Add(line);
        });
    }
}
