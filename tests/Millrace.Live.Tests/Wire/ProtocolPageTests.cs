using System.Globalization;
using System.Text.RegularExpressions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Wire;

/// <summary>The page that describes the protocol and the constants that speak it are the same.</summary>
public sealed partial class ProtocolPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "systems", "Live", "Wire", "PROTOCOL.md"));

    [Fact]
    public void The_frames_of_a_client_are_those_of_the_page() =>
        Assert.Equal(
            ["hello 1", "ack 2", "resync 3", "ping 4", "visibility 5"],
            Codes("## From the client", "Events:").Where(code => code.Code < 0x10).Select(code => $"{code.Name} {(int)Enum.Parse<FrameKind>(code.Name, ignoreCase: true)}"));

    [Fact]
    public void The_frames_of_a_server_are_those_of_the_page() =>
        Assert.Equal(
            Enum.GetValues<FrameKind>().Where(kind => (int)kind > 0x80).Select(kind => (int)kind),
            Codes("## From the server", "*Patches* and").Select(code => code.Code));

    [Fact]
    public void The_events_are_those_of_the_page() =>
        Assert.Equal(Enum.GetValues<EventKind>()[1..].Select(kind => (int)kind), Codes("Events:", "Modifiers:").Select(code => code.Code).Order());

    [Fact]
    public void The_operations_are_those_of_the_page() =>
        Assert.Equal(Enum.GetValues<PatchOperation>()[1..].Select(operation => (int)operation), Codes("Operations:", "A **tree**").Select(code => code.Code));

    [Fact]
    public void Notices_and_goodbyes_are_those_of_the_page()
    {
        Assert.Equal(Enum.GetValues<NoticeCode>()[1..].Select(code => (int)code), Numbered("Notice codes:"));
        Assert.Equal(Enum.GetValues<GoodbyeReason>()[1..].Select(code => (int)code), Numbered("Goodbye reasons:"));
    }

    [Fact]
    public void The_well_known_names_are_those_of_the_page_and_have_one_number_each()
    {
        string[] names = Between("## Well-known names", "\0").Split("```")[1].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(WellKnownNames.All.ToArray(), names);
        Assert.InRange(names.Length, 1, 255);
        Assert.All(names, name => Assert.Equal(name, WellKnownNames.NameOf(WellKnownNames.CodeOf(name))));
        Assert.Null(WellKnownNames.NameOf(0));
        Assert.Null(WellKnownNames.NameOf(255));
        Assert.Equal(0, WellKnownNames.CodeOf("x-own"));
    }

    private static IEnumerable<(int Code, string Name)> Codes(string heading, string end) =>
        from line in Between(heading, end).Split('\n')
        where line.StartsWith("| `", StringComparison.Ordinal)
        let cells = line.Split('|')
        from code in CodeInCell().Matches(cells[1])
        where !cells[1].Contains("..", StringComparison.Ordinal)
        select (int.Parse(code.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture), cells[2].Trim());

    private static IEnumerable<int> Numbered(string from)
    {
        string text = from + Between(from, ".\n");
        return NumberAhead().Matches(text).Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
    }

    private static string Between(string from, string to)
    {
        int start = Page.IndexOf(from, StringComparison.Ordinal);
        Assert.True(start >= 0, $"the page has no '{from}'");
        start += from.Length;
        int end = Page.IndexOf(to, start, StringComparison.Ordinal);
        return end < 0 ? Page[start..] : Page[start..end];
    }

    [GeneratedRegex("`([0-9A-F]{2})`")]
    private static partial Regex CodeInCell();

    [GeneratedRegex("[:·]\\s+(\\d+) ")]
    private static partial Regex NumberAhead();
}
