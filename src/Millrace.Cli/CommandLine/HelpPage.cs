using System.CommandLine;
using System.Text;

namespace Millrace.Cli.CommandLine;

/// <summary>Help as plain text of at most 110 columns: the same for a terminal, a pipe and a snapshot.</summary>
internal static class HelpPage
{
    private const int Width = 110;
    private const int Column = 28;

    /// <summary>The page of `millrace --help`, with examples for a system that there is, in a program of any name.</summary>
    public static string OfRoot(IReadOnlyList<DocumentedCommand> commands, string system, string program)
    {
        var page = new StringBuilder();
        page.Append(
            $"""
            {program}: load, latency and resilience for real-time servers.

            usage: {program} <command> [options]

            commands:

            """);
        foreach (DocumentedCommand command in commands)
        {
            Row(page, command.Name, Words.Called(command.Description!, program));
        }

        page.Append("\nexamples:\n");
        (string Line, string Does)[] examples =
        [
            ("run all", "all systems once, each on an embedded target, one page over all"),
            ($"run {system}", "start an embedded target, drive it, write results/<run>/"),
            ($"run {system} --fault pause@5s..8s", "the same with a freeze of three seconds"),
            ("report results/latest", "print the report of the newest run"),
            ("serve tracker", "a BitTorrent tracker on UDP port 6969, alone"),
            ("proxy", "a fault proxy with Toxiproxy's HTTP API, alone"),
            ("doctor", "what this machine can and cannot measure"),
        ];
        foreach ((string line, string does) in examples.Where(example => commands.Any(command => command.Name == example.Line.Split(' ')[0])))
        {
            page.Append(Words.Invariant, $"  {program} {line,-32}  {does}\n");
        }

        page.Append(
            $"""

            `{program} <command> --help` lists the options of a command. Exit codes: docs/guide/exit-codes.md.

            """);
        return page.ToString();
    }

    /// <summary>The page of one command.</summary>
    public static string Of(DocumentedCommand command, string program = Composition.Millrace)
    {
        var page = new StringBuilder();
        page.Append(Words.Invariant, $"{program} {command.Typed}: {Words.Called(command.Description!, program)}\n\nusage: {program} {command.Typed}");
        foreach (Argument argument in command.Arguments)
        {
            page.Append(argument.Arity.MinimumNumberOfValues == 0 ? $" [<{argument.Name}>]" : $" <{argument.Name}>");
        }

        page.Append(" [options]\n");
        if (command.Arguments.Count > 0)
        {
            page.Append('\n');
            foreach (Argument argument in command.Arguments)
            {
                Row(page, $"<{argument.Name}>", Words.Called(argument.Description ?? "", program));
            }
        }

        foreach (IGrouping<string, Option> group in command.Options.Where(option => option is IKnob && !option.Hidden).GroupBy(option => ((IKnob)option).Group))
        {
            page.Append(Words.Invariant, $"\n{group.Key}:\n");
            foreach (Option option in group)
            {
                Row(page, Left(option), Words.Called(Right(option), program));
            }
        }

        page.Append("\nexamples:\n");
        foreach ((string line, string does) in command.Examples)
        {
            page.Append(Words.Invariant, $"  {program} {line}\n      {Words.Called(does, program)}\n");
        }

        if (command.Notes.Length > 0)
        {
            page.Append('\n').Append(Words.Called(command.Notes.TrimEnd(), program)).Append('\n');
        }

        return page.ToString();
    }

    internal static string Left(Option option) =>
        option.HelpName is { } value ? $"{option.Name} <{value}>" : option.Name;

    private static string Right(Option option)
    {
        var knob = (IKnob)option;
        var text = new StringBuilder(option.Description);
        if (knob.Default is { } value)
        {
            text.Append(Words.Invariant, $" Default: {value}.");
        }

        if (knob.Example is { } example)
        {
            text.Append(Words.Invariant, $" Example: {example}");
        }

        return text.ToString();
    }

    private static void Row(StringBuilder page, string left, string right)
    {
        page.Append("  ").Append(left);
        int at = left.Length + 2;
        if (at >= Column)
        {
            page.Append('\n');
            at = 0;
        }

        page.Append(' ', Column - at);
        int used = 0;
        foreach (string word in right.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (used > 0 && Column + used + 1 + word.Length > Width)
            {
                page.Append('\n').Append(' ', Column);
                used = 0;
            }

            if (used > 0)
            {
                page.Append(' ');
                used++;
            }

            page.Append(word);
            used += word.Length;
        }

        page.Append('\n');
    }
}
