using System.Globalization;
using Millrace.Results;

namespace Millrace.Tracker.Load.Stories;

/// <summary>How figures and levels are written in the tracker's tables.</summary>
internal static class Wording
{
    public const string None = "-";

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static TableCell Cell(double? value) => value is { } number ? new TableCell(number) : default;

    public static string Level(GuideLevel? level) => level?.ToString().ToLowerInvariant() ?? None;

    /// <summary>The worse of several levels; null where there is none.</summary>
    public static GuideLevel? Worst(params ReadOnlySpan<GuideLevel?> levels)
    {
        GuideLevel? worst = null;
        foreach (GuideLevel? level in levels)
        {
            worst = worst is null || level > worst ? level ?? worst : worst;
        }

        return worst;
    }

    /// <summary>Latencies in the digits that they have.</summary>
    public static string Ms(double? ms) => ms is { } value ? Text($"{value:0.###} ms") : "not measured";

    public static string MiB(double? mib) => mib is { } value ? Text($"{value:0.00} MB") : "not measured";
}
