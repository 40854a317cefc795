using System.Globalization;
using Millrace.Engine.Judging;
using Millrace.Results;

namespace Millrace.Engine;

/// <summary>What a system says of itself, checked before anybody drives it: mistakes that would else be found in the middle of a run.</summary>
public static class SystemCheck
{
    /// <summary>All that is wrong with these systems, one sentence each; empty where they can be driven.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyList<ISystemUnderLoad> systems)
    {
        ArgumentNullException.ThrowIfNull(systems);
        var problems = new List<string>();
        if (systems.Count == 0)
        {
            problems.Add("there is no system to drive; hand over one at least");
        }

        foreach (string twice in systems.GroupBy(system => system.Info.Name).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            problems.Add($"two systems are called '{twice}'");
        }

        foreach (ISystemUnderLoad system in systems)
        {
            problems.AddRange(Of(system).Select(problem => $"system '{system.Info.Name}' {problem}"));
        }

        return problems;
    }

    private static IEnumerable<string> Of(ISystemUnderLoad system)
    {
        SystemInfo info = system.Info;
        if (!IsWord(info.Name) || info.Name == "all")
        {
            yield return "has a name that cannot be typed as one word; use small letters, digits and dashes, and not 'all'";
        }

        foreach ((string what, IReadOnlyList<string> names) in ((string, IReadOnlyList<string>)[])[
            ("operation", info.Operations), ("mode", [.. info.Modes.Select(mode => mode.Name)]), ("scheme", info.Schemes), ("profile", [.. system.Profiles.Select(profile => profile.Name)])])
        {
            if (names.Count == 0)
            {
                yield return $"has no {what}; it needs one at least";
            }

            if (names.FirstOrDefault(name => !IsWord(name)) is { } odd)
            {
                yield return $"has the {what} '{odd}', which cannot be typed as one word; use small letters, digits and dashes";
            }

            if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            {
                yield return $"has the {what} '{twice.Key}' twice";
            }
        }

        foreach (ModeInfo mode in info.Modes.Where(mode => mode.Starts.Index >= info.Operations.Count))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"has the mode '{mode.Name}', which starts operation {mode.Starts.Index}; its operations are 0 to {info.Operations.Count - 1}");
        }

        foreach (Profile profile in system.Profiles)
        {
            foreach (string problem in Of(profile, info))
            {
                yield return $"has the profile '{profile.Name}', {problem}";
            }
        }
    }

    private static IEnumerable<string> Of(Profile profile, SystemInfo info)
    {
        string[] modes = [.. info.Modes.Select(mode => mode.Name)];
        if (!modes.Contains(profile.Mode))
        {
            yield return $"whose mode '{profile.Mode}' there is not{Nearest.Suggest(profile.Mode, modes)}";
        }

        string[] parameters = [.. info.Parameters.Select(parameter => parameter.Name)];
        foreach (string name in profile.Parameters.Keys.Where(name => !parameters.Contains(name)))
        {
            yield return $"which sets '{name}', and there is no such parameter{Nearest.Suggest(name, parameters)}";
        }

        foreach (string threshold in profile.Thresholds)
        {
            if (ProblemOf(threshold, info) is { } problem)
            {
                yield return problem;
            }
        }
    }

    private static string? ProblemOf(string text, SystemInfo info)
    {
        try
        {
            Threshold threshold = Threshold.Parse(text);
            return threshold.Operation is { } operation && !info.Operations.Contains(operation) ? $"whose threshold '{text}' is about an operation that there is not{Nearest.Suggest(operation, [.. info.Operations])}"
                : threshold.Metric.Counted is { } count && !info.Counts.Contains(count) ? $"whose threshold '{text}' is about a count that there is not{Nearest.Suggest(count, [.. info.Counts])}"
                : null;
        }
        catch (ThresholdException wrong)
        {
            return $"whose threshold cannot be read: {wrong.Message}";
        }
    }

    private static bool IsWord(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '+' or '.');
}
