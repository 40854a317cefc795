using MathNet.Numerics.Distributions;
using Millrace.Reports.Text;

namespace Millrace.Reports.Comparing;

/// <summary>Judges a figure by the ratio of its samples on two sides.</summary>
/// <remarks>
/// Four one-sided <see cref="MannWhitney"/> tests on logarithms, each at 1 - confidence. Slower: a change for the worse of the threshold or less is rejected. Same: a change of the threshold or more is
/// rejected in both directions (two one-sided tests: D. J. Schuirmann, "A comparison of the two one-sided tests procedure and the power approach for assessing the equivalence of average
/// bioavailability", Journal of Pharmacokinetics and Biopharmaceutics 15 (1987), 657-680). A change that lies close to the threshold is neither, however many samples there are.
/// </remarks>
public static class RatioJudge
{
    private const int MostAdvised = 100;

    // Rank tests need this many times the samples of a t-test on normal values (Lehmann 1975, section 2.4: its efficiency is 3/pi).
    private const double RankCost = 1.047;

    /// <summary>Judges it.</summary>
    /// <param name="before">The first side's samples.</param>
    /// <param name="after">The second side's samples.</param>
    /// <param name="moreIsBetter">Whether a larger figure is the better one.</param>
    /// <param name="options">Threshold and confidence.</param>
    /// <param name="sample">What one sample is, for the reason: "run" or "block".</param>
    public static Judgement Judge(IReadOnlyList<double> before, IReadOnlyList<double> after, bool moreIsBetter, ComparisonOptions options, string sample)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        ArgumentNullException.ThrowIfNull(options);
        if (before.Count == 0 || after.Count == 0)
        {
            return Unknown((before.Count, after.Count) switch { (0, 0) => "it was measured on neither side", (0, _) => "it was not measured before", _ => "it was not measured now" });
        }

        if (before.Concat(after).All(value => value == 0))
        {
            return new Judgement { Verdict = ChangeVerdict.Same, Reason = "it is zero on both sides" };
        }

        if (before.Concat(after).Any(value => !(value > 0)))
        {
            return Unknown("a sample is zero, and a ratio to zero says nothing");
        }

        double[] x = [.. before.Select(value => Math.Log(value))], y = [.. after.Select(value => Math.Log(value))];
        double band = Math.Log(1 + options.Threshold), alpha = 1 - options.Confidence;
        ShiftEstimate shift = ShiftEstimate.Of(x, y, options.IntervalConfidence);
        MannWhitney above = MannWhitney.Test(x, [.. y.Select(value => value - band)]), below = MannWhitney.Test(x, [.. y.Select(value => value + band)]);
        (double pSlower, double pFaster) = moreIsBetter ? (below.Less, above.Greater) : (above.Greater, below.Less);
        double pSame = Math.Max(above.Less, below.Greater);
        ChangeVerdict verdict = pSlower <= alpha ? ChangeVerdict.Slower : pFaster <= alpha ? ChangeVerdict.Faster : pSame <= alpha ? ChangeVerdict.Same : ChangeVerdict.Unknown;
        return new Judgement
        {
            Verdict = verdict,
            Change = Math.Exp(shift.Shift),
            Low = double.IsFinite(shift.Low) ? Math.Exp(shift.Low) : null,
            High = double.IsFinite(shift.High) ? Math.Exp(shift.High) : null,
            PSlower = pSlower,
            PFaster = pFaster,
            PSame = pSame,
            Reason = verdict == ChangeVerdict.Unknown ? Why(x, y, shift.Shift, band, options, sample) : null,
        };
    }

    internal static Judgement Unknown(string reason) => new() { Verdict = ChangeVerdict.Unknown, Reason = reason };

    private static string Why(double[] x, double[] y, double shift, double band, ComparisonOptions options, string sample)
    {
        string threshold = Figures.Number(options.Threshold * 100) + " %";
        string have = x.Length == y.Length ? $"{x.Length} {sample}{(x.Length == 1 ? "" : "s")} each" : $"{x.Length} and {y.Length} {sample}s";

        // The distance that has to be shown: to the nearer edge of the band, from inside or outside.
        double distance = Math.Abs(Math.Abs(shift) - band);
        double? spread = Spread(x, y);
        int least = LeastPossible(1 - options.Confidence);
        double wanted = spread is { } known ? Math.Ceiling(2 * RankCost * known * known * Math.Pow(2 * Normal.InvCDF(0, 1, options.Confidence) / distance, 2)) : least;
        return wanted switch
        {
            _ when Math.Min(x.Length, y.Length) < least => $"{have} cannot show {threshold}; take at least {Math.Clamp(wanted, least, MostAdvised):0}",
            > MostAdvised => $"{have} leave it open: the change lies too close to the threshold of {threshold}, or the {sample}s vary too much",
            _ => $"{have} leave it open at {threshold}; as these vary, about {Math.Max(wanted, Math.Max(x.Length, y.Length) + 1):0} would decide it",
        };
    }

    // With n on each side, the rarest order of all comes once in (2n over n).
    private static int LeastPossible(double alpha)
    {
        int n = 1;
        for (double orders = 2; 1 / orders > alpha * (1 + 1e-9) && n < MannWhitney.LargestExact; n++)
        {
            orders *= 2.0 * ((2 * n) + 1) / (n + 1);
        }

        return n;
    }

    // Of both sides around their own means; null below two of either.
    private static double? Spread(double[] x, double[] y) =>
        x.Length + y.Length < 4 || x.Length < 2 || y.Length < 2 ? null
        : Math.Sqrt((Squares(x) + Squares(y)) / (x.Length + y.Length - 2));

    private static double Squares(double[] values)
    {
        double mean = values.Average();
        return values.Sum(value => (value - mean) * (value - mean));
    }
}
