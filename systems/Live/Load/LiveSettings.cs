using System.Globalization;
using Millrace.Engine;
using Millrace.Results;

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
        List<string> wrong = [];
        IReadOnlyDictionary<string, string> given = scenario.Parameters;
        var settings = new LiveSettings
        {
            List = Whole(LiveParameters.List, 1, MostItems),
            Style = Word(LiveParameters.Style, LiveParameters.Bound, LiveParameters.Rendered),
            MaxSessions = Whole(LiveParameters.MaxSessions, 0, 10_000_000),
            MaxSessionBytes = Bytes(LiveParameters.MaxSessionMemory),
            MaxTotalBytes = Bytes(LiveParameters.MaxTotalMemory),
            ComparesDocuments = Word(LiveParameters.CompareDocuments, "true", "false") == "true",
            KeepsState = Word(LiveParameters.KeepState, "true", "false") == "true",
            Serve = OptionWords.In(Text(LiveParameters.Serve)),
        };
        problems = wrong;
        return settings;

        string Text(string name) => given.GetValueOrDefault(name) ?? LiveParameters.All.First(parameter => parameter.Name == name).Default;

        int Whole(string name, int least, int most)
        {
            if (int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            {
                return value;
            }

            wrong.Add(FormattableString.Invariant($"{name} is '{Text(name)}'; it is a whole number from {least} to {most}."));
            return least;
        }

        string Word(string name, params ReadOnlySpan<string> words)
        {
            if (words.Contains(Text(name)))
            {
                return Text(name);
            }

            wrong.Add($"{name} is '{Text(name)}'; it is {string.Join(" or ", words!)}.");
            return words[0];
        }

        long Bytes(string name)
        {
            if (ByteSize.TryParse(Text(name), out long bytes) && bytes <= MostBytes)
            {
                return bytes;
            }

            wrong.Add($"{name} is '{Text(name)}'; it is a size such as 200KiB, or 0 for no limit.");
            return 0;
        }
    }
}
