using MathNet.Numerics.Distributions;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Comparing;

/// <summary>Judges errors and loss: parts of a whole that are mostly zero, so that a ratio says nothing. What went wrong where nothing did before is never called the same.</summary>
/// <remarks>
/// New ones, and such that are gone: the conditional test of two counts (J. Przyborowski, H. Wilenski, "Homogeneity of results in testing samples from Poisson series", Biometrika 31 (1940), 313-323). Otherwise
/// the two one-sided tests of <see cref="RatioJudge"/> on differences, against a threshold in points.
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
            // All of them fell on one side: how often would they, were both sides alike?
            double share = (double)(old.bad == 0 ? now.of : old.of) / (old.of + now.of);
            double p = Math.Pow(share, old.bad + now.bad);
            bool isNew = old.bad == 0;
            bool small = !isNew && -change <= options.SharePoints;
            return new Judgement
            {
                Verdict = small ? ChangeVerdict.Same : p > alpha ? ChangeVerdict.Unknown : isNew ? ChangeVerdict.Slower : ChangeVerdict.Faster,
                Change = change,
                PSlower = isNew ? p : null,
                PFaster = isNew ? null : p,
                Reason = isNew ? $"{Figures.Count(now.bad)} of {Figures.Count(now.of)} now, none before{(p > alpha ? ": it may be chance, and it is not the same" : "")}" : $"none of {Figures.Count(now.of)} now, {Figures.Count(old.bad)} before",
            };
        }

        double[] x = [.. before.Where(one => one.Of > 0).Select(one => (double)one.Bad / one.Of)], y = [.. after.Where(one => one.Of > 0).Select(one => (double)one.Bad / one.Of)];
        return x.Length >= 3 && y.Length >= 3 ? BySamples(x, y, options, alpha, sample) : ByCounts(old, now, change, options, alpha);
    }

    private static Judgement BySamples(double[] x, double[] y, ComparisonOptions options, double alpha, string sample)
    {
        ShiftEstimate shift = ShiftEstimate.Of(x, y, options.Confidence);
        MannWhitney above = MannWhitney.Test(x, [.. y.Select(value => value - options.SharePoints)]), below = MannWhitney.Test(x, [.. y.Select(value => value + options.SharePoints)]);
        double same = Math.Max(above.Less, below.Greater);
        return Of(shift.Shift, double.IsFinite(shift.Low) ? shift.Low : null, double.IsFinite(shift.High) ? shift.High : null, above.Greater, below.Less, same, alpha, $"{x.Length} and {y.Length} {sample}s leave it open");
    }

    // As if each operation went wrong by itself. They do not, they come in bursts; so a change that is shown here may yet be one burst.
    private static Judgement ByCounts((long Bad, long Of) old, (long Bad, long Of) now, double change, ComparisonOptions options, double alpha)
    {
        double deviation = Math.Sqrt(Variance(old) + Variance(now));
        double z = Normal.InvCDF(0, 1, 1 - ((1 - options.Confidence) / 2));
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
