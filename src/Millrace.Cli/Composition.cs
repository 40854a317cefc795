using Millrace.Cli.CommandLine;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Cli;

/// <summary>What the commands are put together from. The program brings its systems, others that use this command line theirs; tests bring their own systems and lab.</summary>
internal sealed record Composition
{
    /// <summary>The name of the program that comes with all of this.</summary>
    public const string Millrace = "millrace";

    /// <summary>Every system that can be driven, in the order of `millrace list`.</summary>
    public required IReadOnlyList<ISystemUnderLoad> Systems { get; init; }

    /// <summary>Runs a scenario.</summary>
    public required Func<Scenario, ILabProgress, CancellationToken, Task<RunFile>> Lab { get; init; }

    /// <summary>Ends a run as Ctrl-C does.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Commands that only this program has, beside those of the lab; asked for once, as they load what they serve. Hidden ones are on no page.</summary>
    public Func<IReadOnlyList<DocumentedCommand>> Own { get; init; } = static () => [];

    /// <summary>What help and errors call the program.</summary>
    public string Program { get; init; } = Millrace;

    /// <summary>How the program is typed, for the command that a run's files give for its repetition.</summary>
    public string Typed { get; init; } = "./millrace";

    /// <summary>Command lines for help, in a program of somebody else's about its systems: those of the gateway are about the first one there, unless they name a profile of ours; what is about another that is missing is left out.</summary>
    public IReadOnlyList<(string Line, string Does)> Known(IReadOnlyList<(string Line, string Does)> examples)
    {
        HashSet<string> names = [.. Systems.Select(system => system.Info.Name)];
        return names.Contains("gateway") ? examples : [.. examples
            .Select(example => (Words: example.Line.Split(' '), example.Does))
            .Where(example => names.Contains(example.Words[1]) || (example.Words[1] == "gateway" && !example.Words.Contains("--profile")))
            .Select(example => (string.Join(' ', names.Contains(example.Words[1]) ? example.Words : [example.Words[0], Systems[0].Info.Name, .. example.Words[2..]]), example.Does))];
    }

    /// <summary>The system of this name, or a complaint with the nearest one.</summary>
    public ISystemUnderLoad System(string name, string where) => Systems.FirstOrDefault(system => system.Info.Name == name)
        ?? throw new ComplaintException(ParseComplaints.UnknownName("system", name, where, [.. Systems.Select(system => system.Info.Name)], "millrace list"));
}
