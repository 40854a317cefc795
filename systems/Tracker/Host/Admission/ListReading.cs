using System.Globalization;
using System.Text;

namespace Millrace.Tracker.Host.Admission;

/// <summary>What reading a list gave.</summary>
/// <param name="Content">What the good lines say.</param>
/// <param name="Count">How many entries that are.</param>
/// <param name="Broken">How many lines were left out because they say nothing.</param>
/// <param name="Problems">The first of those, each by its number with what is wrong.</param>
internal sealed record ListReading<T>(T Content, int Count, int Broken, IReadOnlyList<string> Problems);

/// <summary>The broken lines of a list. The rest of the list counts: one slip of a hand must not open or close a tracker.</summary>
internal sealed class BrokenLines
{
    private const int Shown = 10;
    private const int ShownCharacters = 80;

    private readonly List<string> _problems = [];

    public int Count { get; private set; }

    public IReadOnlyList<string> Problems => _problems;

    public void Add(int line, ReadOnlySpan<byte> entry, string why)
    {
        Count++;
        if (_problems.Count < Shown)
        {
            string text = Encoding.UTF8.GetString(entry[..Math.Min(entry.Length, ShownCharacters)]);
            _problems.Add(string.Create(CultureInfo.InvariantCulture, $"{line}: '{text}{(entry.Length > ShownCharacters ? "…" : "")}' {why}"));
        }
    }
}
