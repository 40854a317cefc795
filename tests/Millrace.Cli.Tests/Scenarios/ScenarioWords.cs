using System.Collections;
using System.Reflection;
using System.Text;
using Millrace.Engine;

namespace Millrace.Cli.Tests.Scenarios;

/// <summary>A scenario in words, every property of it: two are equal where these are.</summary>
internal static class ScenarioWords
{
    private static readonly string[] Apart = [nameof(Scenario.CommandLine), nameof(Scenario.OutputFolder), nameof(Scenario.System), nameof(Scenario.Profile)];

    public static string Of(Scenario scenario)
    {
        var words = new StringBuilder($"{scenario.System.Info.Name} {scenario.Profile.Name}\n");
        foreach (PropertyInfo property in typeof(Scenario).GetProperties().Where(property => !Apart.Contains(property.Name)).OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            words.Append(Words.Invariant, $"{property.Name}: {Show(property.GetValue(scenario))}\n");
        }

        return words.ToString();
    }

    private static string Show(object? value) => value switch
    {
        null => "none",
        string text => text,
        IDictionary map => string.Join("; ", map.Keys.Cast<object>().OrderBy(key => key.ToString(), StringComparer.Ordinal).Select(key => $"{key}={Show(map[key])}")),
        IEnumerable list => string.Join("; ", list.Cast<object?>().Select(Show)),
        _ when value.GetType().GetProperty("Arguments") is { } arguments => $"{value.GetType().GetProperty("Path")?.GetValue(value)} {Show(arguments.GetValue(value))}",
        _ => $"{value}",
    };
}
