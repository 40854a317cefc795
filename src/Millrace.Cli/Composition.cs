using Millrace.Cli.CommandLine;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Cli;

/// <summary>What the commands are put together from. The program brings its systems, others that use this command line theirs; tests bring their own systems and lab.</summary>
internal sealed record Composition
{
    /// <summary>Every system that can be driven, in the order of `millrace list`.</summary>
    public required IReadOnlyList<ISystemUnderLoad> Systems { get; init; }

    /// <summary>Runs a scenario.</summary>
    public required Func<Scenario, ILabProgress, CancellationToken, Task<RunFile>> Lab { get; init; }

    /// <summary>Ends a run as Ctrl-C does.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Commands that only this program has, beside those of the lab; asked for once, as they load what they serve. Hidden ones are on no page.</summary>
    public Func<IReadOnlyList<DocumentedCommand>> Own { get; init; } = static () => [];

    /// <summary>How the program is typed, for the command that a run's files give for its repetition.</summary>
    public string Typed { get; init; } = "./millrace";

    /// <summary>The system of this name, or a complaint with the nearest one.</summary>
    public ISystemUnderLoad System(string name, string where) => Systems.FirstOrDefault(system => system.Info.Name == name)
        ?? throw new ComplaintException(ParseComplaints.UnknownName("system", name, where, [.. Systems.Select(system => system.Info.Name)], "millrace list"));
}
