using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>What a search for capacity found, in large type.</summary>
internal static class CapacityHead
{
    public static Markup Of(CapacityResult capacity)
    {
        string unit = capacity.Axis == "clients" ? " clients" : "/s";
        string sustained = capacity.Sustained is { } load ? (capacity.Missed is null || capacity.GeneratorLimited ? ">= " : "") + Figures.Number(load) + unit : "none found";
        return Markup.Of(
            $"""
            <p class="lede">{capacity.Ended}</p>
            {PageHead.Tiles(
                new Tile("holds", sustained) { More = $"with {capacity.Slo}", Tone = capacity.Sustained is null ? "bad" : "good" },
                new Tile("first load that missed", capacity.Missed is { } missed ? Figures.Number(missed) + unit : Figures.None) { More = capacity.GeneratorLimited ? "the generator was the limit" : "the bound from above" },
                capacity.Expected is { } expected ? new Tile("expected load", Figures.Number(expected) + unit) { More = capacity.Sustained is { } held ? $"{Figures.Number(held / expected)} times of it held" : null } : null,
                new Tile("steps", Figures.Count(capacity.Steps.Count)) { More = "runs at one load each" })}
            """);
    }
}
