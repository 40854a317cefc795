using MathNet.Numerics.Distributions;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>Judges errors and loss: parts of a whole that are mostly zero, so that a ratio says nothing. What went wrong where nothing did before is never called the same; up to the threshold it is told, and decides nothing.</summary>
/// <remarks>
/// New ones, and such that are gone: Fisher's exact test (R. A. Fisher, "Statistical Methods for Research Workers", 1934, section 21.02) of how many samples had any. Errors come in bursts, a thousand of one
/// hiccup, so that their own number says nothing of chance. Otherwise the two one-sided tests of <see cref="RatioJudge"/> on differences, against a threshold in points.
/// </remarks>
public static class ShareJudge
{
    /// <summary>Judges it.</summary>
    public static Judgement Judge(IReadOnlyList<ShareSample> before, IReadOnlyList<ShareSample> after, ComparisonOptions options, string sample)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(options);
        (long bad, long of) old = Sum(before), now = Sum(after);
        if (old.of == 0 || now.of == 0)
        {
            return RatioJudge.Unknown("there was nothing that could have gone wrong on a side");
        }

        double alpha = 1 - options.Confidence, change = ((double)now.bad / now.of) - ((double)old.bad / old.of);
        if (old.bad == 0 && now.bad == 0)
        {
            return new Judgement { Verdict = ChangeVerdict.Same, Change = 0, Low = 0, High = 0 };
        }

        if (old.bad == 0 || now.bad == 0)
        {
            return OnOneSide(before, after, old, now, change, options, sample);
        }

        double[] x = [.. before.Where(one => one.Of > 0).Select(one => (double)one.Bad / one.Of)], y = [.. after.Where(one => one.Of > 0).Select(one => (double)one.Bad / one.Of)];
        return x.Length >= 3 && y.Length >= 3 ? BySamples(x, y, options, alpha, sample) : ByCounts(old, now, change, options, alpha);
    }

    private static Judgement OnOneSide(
        IReadOnlyList<ShareSample> before, IReadOnlyList<ShareSample> after, (long Bad, long Of) old, (long Bad, long Of) now, double change, ComparisonOptions options, string sample)
    {
        bool isNew = old.Bad == 0, isSmall = Math.Abs(change) <= options.SharePoints;
        IReadOnlyList<ShareSample> side = isNew ? after : before;
        int those = side.Count(one => one.Bad > 0);
        double p = AllOnOneSide(those, side.Count, before.Count + after.Count);
        string found = isNew ? $"{Figures.Count(now.Bad)} of {Figures.Count(now.Of)} now, none before" : $"none of {Figures.Count(now.Of)} now, {Figures.Count(old.Bad)} before";
        string where = $"{those} of {side.Count} {sample}{(side.Count == 1 ? "" : "s")} had any";
        string points = $"{Figures.Number(options.SharePoints * 100)} points";
        return new Judgement
        {
            Verdict = isSmall ? isNew ? ChangeVerdict.Unknown : ChangeVerdict.Same : p > 1 - options.Confidence ? ChangeVerdict.Unknown : isNew ? ChangeVerdict.Slower : ChangeVerdict.Faster,
            IsToldOnly = isSmall && isNew,
            Change = change,
            PSlower = isNew ? p : null,
            PFaster = isNew ? null : p,
            Reason = isSmall && isNew ? $"{found} ({where}): told, and up to {points} it decides nothing" : p > 1 - options.Confidence && !isSmall ? $"{found}: {where}, which may be chance" : found,
        };
    }

    // Were both sides alike: how often would all the samples that had any fall among those of one side?
    private static double AllOnOneSide(int those, int side, int all)
    {
        double p = 1;
        for (int i = 0; i < those; i++)
        {
            p *= (double)(side - i) / (all - i);
        }

        return p;
    }

    private static Judgement BySamples(double[] x, double[] y, ComparisonOptions options, double alpha, string sample)
    {
        ShiftEstimate shift = ShiftEstimate.Of(x, y, options.IntervalConfidence);
        MannWhitney above = MannWhitney.Test(x, [.. y.Select(value => value - options.SharePoints)]), below = MannWhitney.Test(x, [.. y.Select(value => value + options.SharePoints)]);
        double same = Math.Max(above.Less, below.Greater);
        return Of(shift.Shift, double.IsFinite(shift.Low) ? shift.Low : null, double.IsFinite(shift.High) ? shift.High : null, above.Greater, below.Less, same, alpha, $"{x.Length} and {y.Length} {sample}s leave it open");
    }

    // As if each operation went wrong by itself. They do not, they come in bursts; so a change that is shown here may yet be one burst.
    private static Judgement ByCounts((long Bad, long Of) old, (long Bad, long Of) now, double change, ComparisonOptions options, double alpha)
    {
        double deviation = Math.Sqrt(Variance(old) + Variance(now));
        double z = Normal.InvCDF(0, 1, options.Confidence);
        double pSlower = Tail((change - options.SharePoints) / deviation), pFaster = Tail((-change - options.SharePoints) / deviation);
        double same = Math.Max(1 - pSlower, 1 - pFaster);
        return Of(change, change - (z * deviation), change + (z * deviation), pSlower, pFaster, same, alpha, "so few errors leave it open");

        static double Variance((long Bad, long Of) side) => ((double)side.Bad / side.Of) * (1 - ((double)side.Bad / side.Of)) / side.Of;
        static double Tail(double z) => double.IsFinite(z) ? Normal.CDF(0, 1, -z) : z > 0 ? 0 : 1;
    }

    private static Judgement Of(double change, double? low, double? high, double pSlower, double pFaster, double pSame, double alpha, string open)
    {
        ChangeVerdict verdict = pSlower <= alpha ? ChangeVerdict.Slower : pFaster <= alpha ? ChangeVerdict.Faster : pSame <= alpha ? ChangeVerdict.Same : ChangeVerdict.Unknown;
        return new Judgement { Verdict = verdict, Change = change, Low = low, High = high, PSlower = pSlower, PFaster = pFaster, PSame = pSame, Reason = verdict == ChangeVerdict.Unknown ? open : null };
    }

    private static (long Bad, long Of) Sum(IReadOnlyList<ShareSample> samples) => (samples.Sum(one => one.Bad), samples.Sum(one => one.Of));
}
