using System.Text.Json;
using System.Text.Json.Serialization;
using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>Two sides beside each other, profile by profile. It is pure: what may not be compared is shown as such, and who asked decides what that means.</summary>
public sealed record Comparison
{
    /// <summary>The name and version of its JSON's shape.</summary>
    public string Schema { get; init; } = "millrace-comparison/1";

    /// <summary>What all profiles come to: the worst of them.</summary>
    public required ChangeVerdict Verdict { get; init; }

    /// <summary>The least change that matters, as a part.</summary>
    public required double Threshold { get; init; }

    /// <summary>How sure a verdict has to be, as a part.</summary>
    public required double Confidence { get; init; }

    /// <summary>Whether sides on different machines were asked to be judged, and are.</summary>
    public required bool AcrossMachines { get; init; }

    /// <summary>One for each profile or load that both sides have.</summary>
    public required IReadOnlyList<SetComparison> Sets { get; init; }

    /// <summary>What only one side has, a sentence each.</summary>
    public required IReadOnlyList<string> Unpaired { get; init; }

    /// <summary>Why it may not be judged as it was asked for; empty where it may.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>What could not have come out slower whatever was measured, a sentence each: a gate that passed for it would pass for ever.</summary>
    public required IReadOnlyList<string> Gaps { get; init; }

    /// <summary>Compares two sides; runs of equal conditions on one side are repeats of each other.</summary>
    public static Comparison Of(IEnumerable<SampleSet> before, IEnumerable<SampleSet> now, ComparisonOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<SampleSet> left = Joined(before), right = Joined(now);
        var pairs = new List<(SampleSet Before, SampleSet Now)>();
        Pair(set => Key(set.Load) + Key(set.Machine));
        Pair(set => Key(set.Load));
        if (pairs.Count == 0)
        {
            // Of sides that have something in common, what differs was not asked for on both: 400 and 800 clients of two sweeps are no pair.
            Pair(set => $"{set.System}\n{set.Profile}");
        }

        if (pairs.Count == 0 && left.Count == 1 && right.Count == 1)
        {
            pairs.Add((left[0], right[0]));
            left.Clear();
            right.Clear();
        }

        string[] missing = [.. left.Select(set => $"{Name(set)}: only before")];
        SetComparison[] sets = [.. pairs.Select(pair => SetComparison.Of(pair.Before, pair.Now, options))];
        string[] unpaired = [.. missing, .. right.Select(set => $"{Name(set)}: only now")];
        return new Comparison
        {
            Verdict = Worst([.. sets.Select(set => set.Verdict), .. missing.Length > 0 || sets.Length == 0 ? [ChangeVerdict.Unknown] : Array.Empty<ChangeVerdict>()]),
            Threshold = options.Threshold,
            Confidence = options.Confidence,
            AcrossMachines = options.AcrossMachines && sets.Any(set => set.MachineDifferences.Count > 0),
            Sets = sets,
            Unpaired = unpaired,
            Gaps =
            [
                .. sets.Where(set => set.Powerless is not null).Select(set => $"nothing could have come out slower{(sets.Length > 1 ? $" ({set.System} {set.Profile})" : "")}: {set.Powerless}"),
                .. missing.Select(each => $"{each}, and what is missing now cannot be judged"),
            ],
            Refusals = [.. RefusalsOf(sets, unpaired, options)],
        };

        void Pair(Func<SampleSet, string> key)
        {
            foreach (SampleSet set in left.ToArray())
            {
                SampleSet[] mine = [.. left.Where(other => key(other) == key(set))], theirs = [.. right.Where(other => key(other) == key(set))];
                if (mine.Length == 1 && theirs.Length == 1)
                {
                    pairs.Add((set, theirs[0]));
                    left.Remove(set);
                    right.Remove(theirs[0]);
                }
            }
        }
    }

    /// <summary>One side as a baseline: runs of equal conditions joined, single runs cut into blocks.</summary>
    public static BaselineFile Baseline(IEnumerable<SampleSet> side) => new()
    {
        Sets = [.. Joined(side).Select(set => Sampling.Cut(set)).OrderBy(set => set.System, StringComparer.Ordinal).ThenBy(set => set.Profile, StringComparer.Ordinal).ThenBy(set => Key(set.Load), StringComparer.Ordinal)],
    };

    /// <summary>As JSON, with LF line ends.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ComparisonJson.Default.Comparison) + "\n";

    private static ChangeVerdict Worst(ChangeVerdict[] verdicts)
    {
        ChangeVerdict[] order = [ChangeVerdict.Slower, ChangeVerdict.Unknown, ChangeVerdict.Faster, ChangeVerdict.Same];
        return verdicts.MinBy(verdict => Array.IndexOf(order, verdict));
    }

    private static IEnumerable<string> RefusalsOf(SetComparison[] sets, string[] unpaired, ComparisonOptions options)
    {
        foreach (SetComparison set in sets)
        {
            string name = sets.Length > 1 ? $" ({set.System} {set.Profile})" : "";
            if (set.Differences.FirstOrDefault(each => each.Name == "system") is { } systems)
            {
                yield return $"these are different systems, which have nothing to be compared by: {systems}";
            }
            else if (set.Differences.Count > 0)
            {
                yield return $"the two sides were not asked for the same{name}: {string.Join("; ", set.Differences)}";
            }

            if (set.MachineDifferences.Count > 0 && !options.AcrossMachines)
            {
                yield return $"the two sides ran on different machines{name}: {string.Join("; ", set.MachineDifferences)}";
            }

            if (set.Doubts.Count > 0 && !options.AllowInvalid)
            {
                yield return $"not every run is to be believed{name}: {string.Join("; ", set.Doubts)}";
            }
        }

        if (sets.Length == 0)
        {
            yield return $"the two sides have no profile in common: {string.Join("; ", unpaired)}";
        }
    }

    private static List<SampleSet> Joined(IEnumerable<SampleSet> side)
    {
        var sets = new List<SampleSet>();
        foreach (IGrouping<string, SampleSet> group in side.GroupBy(set => Key(set.Load) + Key(set.Machine)))
        {
            SampleSet[] runs = [.. group.Where(set => set.Kind == SampleKind.Runs)];
            sets.AddRange(group.Where(set => set.Kind != SampleKind.Runs));
            if (runs.Length > 0)
            {
                sets.Add(Sampling.Join(runs));
            }
        }

        return sets;
    }

    private static string Key(IReadOnlyDictionary<string, string> conditions) => string.Concat(conditions.Select(pair => $"{pair.Key}={pair.Value}\n"));

    private static string Name(SampleSet set) => $"{set.System} {set.Profile}, {set.Runs.Count} run{(set.Runs.Count == 1 ? "" : "s")}";
}

/// <summary>The generated JSON code of a comparison.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(Comparison))]
internal sealed partial class ComparisonJson : JsonSerializerContext;
