using Millrace.Engine;

namespace Millrace.Live.Load;

/// <summary>What is set for the clients of a Live page, read.</summary>
internal sealed record LiveSettings
{
    private const int MostItems = 10_000;
    private const long MostBytes = 1L << 40;

    public required int List { get; init; }

    public required string Style { get; init; }

    /// <summary>Sessions at most; 0 for no limit.</summary>
    public required int MaxSessions { get; init; }

    /// <summary>Bytes of one session at most; 0 for no limit.</summary>
    public required long MaxSessionBytes { get; init; }

    /// <summary>Bytes of all sessions at most; 0 for no limit.</summary>
    public required long MaxTotalBytes { get; init; }

    public required bool ComparesDocuments { get; init; }

    /// <summary>True where what pages keep, and the key of their tokens, outlasts a restart of the embedded target.</summary>
    public required bool KeepsState { get; init; }

    public required IReadOnlyList<string> Serve { get; init; }

    /// <summary>The settings of a scenario that has been found right.</summary>
    public static LiveSettings Of(Scenario scenario) => Read(scenario, out _);

    /// <summary>Everything that is wrong with a scenario.</summary>
    public static IReadOnlyList<string> Validate(Scenario scenario)
    {
        LiveSettings settings = Read(scenario, out List<string> problems);
        if (scenario.Target is not null && settings.Serve.Count > 0)
        {
            problems.Add($"{LiveParameters.Serve} is about the server that millrace starts, and --target names one that runs already; leave one of them out.");
        }

        return problems;
    }

    private static LiveSettings Read(Scenario scenario, out List<string> problems)
    {
        var read = new ParameterReader(scenario.Parameters, LiveParameters.All);
        problems = read.Problems;
        return new LiveSettings
        {
            List = read.Whole(LiveParameters.List, 1, MostItems),
            Style = read.Word(LiveParameters.Style, LiveParameters.Bound, LiveParameters.Rendered),
            MaxSessions = read.Whole(LiveParameters.MaxSessions, 0, 10_000_000),
            MaxSessionBytes = read.Bytes(LiveParameters.MaxSessionMemory, MostBytes),
            MaxTotalBytes = read.Bytes(LiveParameters.MaxTotalMemory, MostBytes),
            ComparesDocuments = read.Flag(LiveParameters.CompareDocuments),
            KeepsState = read.Flag(LiveParameters.KeepState),
            Serve = OptionWords.In(read.Text(LiveParameters.Serve)),
        };
    }
}
