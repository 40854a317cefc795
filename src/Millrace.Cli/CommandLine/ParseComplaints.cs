using System.CommandLine;
using System.CommandLine.Parsing;
using Millrace.Results;

namespace Millrace.Cli.CommandLine;

/// <summary>Turns what the parser could not place into complaints that name the nearest valid word.</summary>
internal static class ParseComplaints
{
    public static IReadOnlyList<Complaint> Of(DocumentedCommand command, ParseResult parsed)
    {
        var complaints = new List<Complaint>();
        List<string> strangers = [.. parsed.UnmatchedTokens];

        // The parser takes an unknown option for the value of the next free argument.
        strangers.AddRange(command.Arguments
            .Select(argument => parsed.GetResult(argument))
            .SelectMany(result => result?.Tokens ?? [])
            .Select(token => token.Value)
            .Where(LooksLikeAnOption));
        foreach (string stranger in strangers.Where(LooksLikeAnOption))
        {
            complaints.Add(UnknownName("option", stranger.Split('=')[0], Where(command), [.. command.Options.Select(option => option.Name)], $"millrace {command.Typed} --help"));
        }

        if (complaints.Count > 0)
        {
            return complaints; // What else looks wrong mostly follows from the unknown option and its value.
        }

        complaints.AddRange(strangers.Select(stranger => Complaint.Usage(
            $"\"{stranger}\" does not belong here",
            Where(command),
            $"`millrace {command.Typed} --help` shows what it takes; quote values that contain spaces")));
        complaints.AddRange(parsed.Errors.Select(error => Of(command, error)));
        return complaints;
    }

    /// <summary>"there is no X named Y", with the nearest name where one is near.</summary>
    public static Complaint UnknownName(string kind, string name, string where, IReadOnlyList<string> valid, string listing)
    {
        string hint = Nearest.Find(name, valid) is { } near ? $"did you mean \"{near}\"? " : valid.Count <= 12 ? $"valid: {Words.List(valid, "or")}. " : "";
        return Complaint.Usage($"there is no {kind} \"{name}\"", where, $"{hint}`{listing}` shows them all");
    }

    private static Complaint Of(DocumentedCommand command, ParseError error) => error.SymbolResult switch
    {
        OptionResult { IdentifierTokenCount: > 1 } option when option.Option is Knob<string?> => Complaint.Usage(
            $"{option.Option.Name} is given {option.IdentifierTokenCount} times",
            Where(command),
            $"give it once{Example(option.Option)}"),
        OptionResult option => Complaint.Usage($"{option.Option.Name} needs a value", Where(command), $"write {HelpPage.Left(option.Option)}{Example(option.Option)}"),
        ArgumentResult { Parent: OptionResult option } => Complaint.Usage(
            $"{option.Option.Name} needs one value", Where(command), $"write {HelpPage.Left(option.Option)}{Example(option.Option)}"),
        ArgumentResult argument => Complaint.Usage(
            $"<{argument.Argument.Name}> is missing", Where(command), $"for example `millrace {command.Examples[0].Line}`"),
        _ => Complaint.Usage(error.Message, Where(command), $"`millrace {command.Typed} --help` shows what it takes"),
    };

    private static bool LooksLikeAnOption(string token) => token is ['-', _, ..];

    private static string Where(DocumentedCommand command) => $"the arguments of `millrace {command.Typed}`";

    private static string Example(Option option) => option is IKnob { Example: { } example } ? $", for example {example}" : "";
}
