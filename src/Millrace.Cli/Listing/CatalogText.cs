using System.Text;
using Millrace.Reports.Text;

namespace Millrace.Cli.Listing;

/// <summary>The catalog for reading.</summary>
internal static class CatalogText
{
    public static string Render(Catalog catalog)
    {
        var text = new StringBuilder();
        foreach (CatalogSystem system in catalog.Systems)
        {
            text.Append(Words.Invariant, $"{system.Name}: {system.Description}\n  targets: {Words.List(system.Schemes.Select(scheme => scheme + "://"), "or")}\n");
            Section(text, "profiles (--profile)", system.Profiles.Select(profile => new[]
            {
                profile.Name, $"{Figures.Count(profile.Clients)} clients, {profile.Mode}, {profile.Duration} after {profile.Warmup}", profile.Description,
            }));
            Section(text, "modes (--mode)", system.Modes.Select(mode => new[] { mode.Name, mode.LoadModel, mode.Description }));
            Section(text, "settings (--set name=value)", system.Settings.Select(setting => new[] { setting.Name, setting.Default, setting.Description }));
            Section(text, "processes of its target (--companion-command name=command, faults with process=name)", system.Companions.Select(companion => new[] { companion.Name, companion.Description }));
            text.Append('\n');
        }

        text.Append("faults (--fault)\n");
        Rows(text, "  ", catalog.Faults.Select(fault => new[] { fault.Name, fault.Form, $"{fault.Description} ({fault.Scope})" }));
        text.Append("\nload models\n");
        Rows(text, "  ", catalog.LoadModels.Select(load => new[] { load.Name, load.Option, load.Description }));
        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        if (all.Length > 0)
        {
            text.Append("  ").Append(title).Append('\n');
            Rows(text, "    ", all);
        }
    }

    private static void Rows(StringBuilder text, string indent, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        int[] widths = [.. Enumerable.Range(0, all.Max(row => row.Length)).Select(i => all.Max(row => row[i].Length))];
        foreach (string[] row in all)
        {
            text.Append(indent).Append(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
        }
    }
}
