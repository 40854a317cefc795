using System.Collections.Immutable;
using Millrace.Live;

namespace Millrace.Samples.Guestbook;

/// <summary>The book itself: one for all visitors, in memory.</summary>
internal sealed class Book(TimeProvider time)
{
    internal const int LongestName = 40;
    internal const int LongestText = 200;
    private const int Most = 100;

    /// <summary>The newest first. Every page that shows it follows.</summary>
    internal SharedSignal<ImmutableList<Entry>> Entries { get; } = new([]);

    /// <summary>Adds an entry. False where something is missing or too long: what a browser was told to check, a stranger's program need not.</summary>
    internal bool Sign(string name, string text)
    {
        (name, text) = (name.Trim(), text.Trim());
        if (name.Length is 0 or > LongestName || text.Length is 0 or > LongestText)
        {
            return false;
        }
        DateTimeOffset now = time.GetUtcNow();
        return Entries.Update(entries =>
        {
            var entry = new Entry(entries.IsEmpty ? 1 : entries[0].Number + 1, name, text, now);
            return (entries.Count < Most ? entries : entries.RemoveAt(Most - 1)).Insert(0, entry);
        });
    }
}
