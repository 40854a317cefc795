using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>The few figures of a run that every summary begins with, over all its operations; percentiles come from merged histograms.</summary>
public sealed record Headline
{
    /// <summary>Messages answered rightly per second, over the measured part.</summary>
    public required double RatePerSecond { get; init; }

    /// <summary>Response times, or null where nothing succeeded.</summary>
    public LatencySummary? Response { get; init; }

    /// <summary>Service times, or null where nothing succeeded.</summary>
    public LatencySummary? Service { get; init; }

    /// <summary>Operations that ended with an error in the measured part.</summary>
    public long Errors { get; init; }

    /// <summary>True where the generator was the limit, so that a rate is a lower bound.</summary>
    public bool IsLowerBound { get; init; }

    /// <summary>The headline of a run.</summary>
    public static Headline Of(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new Headline
        {
            RatePerSecond = run.Operations.Values.Sum(operation => operation.RatePerSecond),
            Response = Merge(run.Operations.Values.Select(operation => operation.Response)),
            Service = Merge(run.Operations.Values.Select(operation => operation.Service)),
            Errors = run.Operations.Values.Sum(operation => operation.Errors.Values.Sum()),
            IsLowerBound = run.Generator.Verdict == GeneratorVerdict.GeneratorLimited,
        };
    }

    /// <summary>The rate for people; "&gt;=" where the generator was the limit.</summary>
    public string Rate => Bounded(RatePerSecond);

    internal string Bounded(double perSecond) => Mark + Figures.Rate(perSecond);

    /// <summary>What stands before every rate of the run: "&gt;= " or nothing.</summary>
    internal string Mark => MarkOf(IsLowerBound);

    internal static string MarkOf(bool isLowerBound) => isLowerBound ? ">= " : "";

    private static LatencySummary? Merge(IEnumerable<LatencySummary?> summaries)
    {
        LatencySummary[] present = [.. summaries.OfType<LatencySummary>()];
        if (present.Length <= 1)
        {
            return present.FirstOrDefault();
        }

        Histogram all = new();
        foreach (LatencySummary summary in present)
        {
            all.Add(summary.ToHistogram());
        }

        return LatencySummary.From(all);
    }
}
