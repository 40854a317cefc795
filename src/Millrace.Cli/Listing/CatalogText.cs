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
                profile.Name, $"{Figures.Count(profile.Clients)} clients, {profile.Mode}, {Length(profile)} after {profile.Warmup}", profile.Description,
            }));
            Section(text, "groups of profiles (--profile)", system.Profiles.Where(profile => profile.Group is not null).GroupBy(profile => profile.Group!)
                .Select(group => new[] { group.Key, string.Join(", ", group.Select(profile => profile.Name)) }));
            Section(text, "modes (--mode)", system.Modes.Select(mode => new[] { mode.Name, mode.LoadModel, mode.Description }));
            Section(text, "settings (--set name=value)", system.Settings.Select(setting => new[] { setting.Name, setting.Default, setting.Description }));
            Section(text, "processes of its target (--companion-command name=command, faults with process=name)", system.Companions.Select(companion => new[] { companion.Name, companion.Description }));
            text.Append('\n');
        }

        Faults(text, catalog.Faults);
        text.Append("\nload models\n");
        Rows(text, "  ", catalog.LoadModels.Select(load => new[] { load.Name, load.Option, load.Description }));
        return text.ToString();
    }

    // What it works on comes first: a fault on the path of one transport is none for the other.
    private static void Faults(StringBuilder text, IReadOnlyList<CatalogFault> faults)
    {
        text.Append("faults (--fault)\n");
        foreach (IGrouping<string, CatalogFault> scope in faults.GroupBy(fault => fault.Scope))
        {
            text.Append(Words.Invariant, $"  on {(scope.Key == "process" ? "a process" : $"the {scope.Key.ToUpperInvariant()} path, through the fault proxy")}\n");
            foreach (CatalogFault fault in scope)
            {
                text.Append(Words.Invariant, $"    {fault.Form}\n      {fault.Description}\n");
                if (fault.Parameters.Count > 0)
                {
                    Rows(text, "        ", fault.Parameters.Select(parameter => new[] { parameter.Name, parameter.Description }));
                }
            }
        }
    }

    private static string Length(CatalogProfile profile) => profile.Iterations is { } iterations ? $"{Figures.Count(iterations)} iterations each within {profile.Duration}" : profile.Duration;

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
