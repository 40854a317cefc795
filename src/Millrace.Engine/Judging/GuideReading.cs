using System.Globalization;
using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>Applies status guides: the worst level that matches wins; a figure in a gap takes the better neighbour, and that is said.</summary>
internal static class GuideReading
{
    public static GuideResult Read(Guide guide, Figures figures, RunFile? run = null)
    {
        if (guide.Figure is { } figure)
        {
            return At(new GuideResult { Metric = guide.Metric, Scale = guide.Bands }, run is null ? null : figure(run));
        }

        bool isShare = guide.Metric is "loss" or "errors" or "late" or "dropped";
        Metric metric = Metric.Find(guide.Metric) ?? throw new ArgumentException($"A guide names '{guide.Metric}', which is no metric.", nameof(guide));
        return At(new GuideResult { Metric = NameWithUnit(metric, isShare), Scale = guide.Bands }, metric.Of(figures, isShare));
    }

    /// <summary>The level of a figure, and whether the scale has a gap there; no level where the scale has none.</summary>
    public static (GuideLevel? Level, bool IsInGap) LevelOf(IReadOnlyList<GuideBand> bands, double value)
    {
        GuideBand? worst = bands.Where(band => value >= (band.From ?? double.MinValue) && value < (band.To ?? double.MaxValue)).MaxBy(band => band.Level);
        if (worst is not null)
        {
            return (worst.Level, false);
        }

        // Of the band that ends nearest below the figure and the one that begins nearest above it.
        GuideBand? below = bands.Where(band => band.To <= value).MaxBy(band => band.To);
        GuideBand? above = bands.Where(band => band.From > value).MinBy(band => band.From);
        GuideBand? better = below is null || above is null ? below ?? above : below.Level <= above.Level ? below : above;
        return (better?.Level, better is not null);
    }

    private static GuideResult At(GuideResult result, double? figure)
    {
        if (figure is not { } value)
        {
            return result;
        }

        (GuideLevel? level, bool isInGap) = LevelOf(result.Scale, value);
        return result with
        {
            Value = value,
            Level = level,
            Remark = isInGap ? string.Create(CultureInfo.InvariantCulture, $"the guide has no level for {value:0.###}; its better neighbour was taken") : null,
        };
    }

    private static string NameWithUnit(Metric metric, bool isShare) => metric.Name + metric.UnitOf(isShare) switch
    {
        "ms" => "Ms",
        "%" => "Percent",
        "/s" => "PerSecond",
        _ => "",
    };
}
