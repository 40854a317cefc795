using System.Text;

namespace Millrace.Cli.Scenarios;

/// <summary>The table of keys in docs/guide/scenarios.md.</summary>
internal static class ScenarioReference
{
    public static string Markdown(ScenarioKeys keys)
    {
        var table = new StringBuilder("| key | option | what it says | for example |\n|---|---|---|---|\n");
        foreach ((string path, ScenarioKey key) in keys.Flat)
        {
            string option = key.Knob is { } knob ? $"`{knob.Name}`" : "";
            table.Append(Words.Invariant, $"| `{path}` | {option} | {Cell(key.Description)} | {(key.Example is { } example ? $"`{example.Replace("|", "\\|", StringComparison.Ordinal)}`" : "")} |\n");
        }

        return table.ToString();
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal);
}
