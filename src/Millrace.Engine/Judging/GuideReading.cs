using System.Globalization;
using Millrace.Engine.Metering;
using Millrace.Results;

namespace Millrace.Engine.Judging;

/// <summary>Applies status guides: the worst level that matches wins; a figure in a gap takes the better neighbour, and that is said.</summary>
internal static class GuideReading
{
    public static GuideResult Read(Guide guide, Figures figures)
    {
        bool isShare = guide.Metric is "loss" or "errors" or "late" or "dropped";
        Metric metric = Metric.Find(guide.Metric) ?? throw new ArgumentException($"A guide names '{guide.Metric}', which is no metric.", nameof(guide));
        var result = new GuideResult { Metric = NameWithUnit(metric, isShare), Scale = guide.Bands };
        return metric.Of(figures, isShare) is not { } value ? result : At(result with { Value = value }, value);
    }

    private static GuideResult At(GuideResult result, double value)
    {
        GuideBand? worst = result.Scale.Where(band => value >= (band.From ?? double.MinValue) && value < (band.To ?? double.MaxValue)).MaxBy(band => band.Level);
        if (worst is not null)
        {
            return result with { Level = worst.Level };
        }

        // Neighbours are those that end below the figure and those that begin above it.
        GuideBand? better = result.Scale.Where(band => band.To <= value || band.From > value).OrderBy(band => Distance(band, value)).ThenBy(band => band.Level).Take(2).MinBy(band => band.Level);
        return better is null ? result : result with
        {
            Level = better.Level,
            Remark = string.Create(CultureInfo.InvariantCulture, $"the guide has no level for {value:0.###}; its better neighbour was taken"),
        };
    }

    private static double Distance(GuideBand band, double value) => band.To <= value ? value - band.To.Value : (band.From ?? double.MaxValue) - value;

    private static string NameWithUnit(Metric metric, bool isShare) => metric.Name + metric.UnitOf(isShare) switch
    {
        "ms" => "Ms",
        "%" => "Percent",
        "/s" => "PerSecond",
        _ => "",
    };
}
