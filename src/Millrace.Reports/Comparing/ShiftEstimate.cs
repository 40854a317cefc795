using MathNet.Numerics.Distributions;

namespace Millrace.Reports.Comparing;

/// <summary>By how much the second of two samples is larger, and between which bounds that is known. Of logarithms, the shift is the logarithm of a ratio.</summary>
/// <param name="Shift">The median of the differences of all pairs.</param>
/// <param name="Low">The lower end of the interval; negative infinity where so few values bound nothing at this confidence.</param>
/// <param name="High">The upper end; infinity likewise.</param>
/// <remarks>
/// J. L. Hodges, E. L. Lehmann, "Estimates of location based on rank tests", Annals of Mathematical Statistics 34 (1963), 598-611. The interval holds exactly those shifts that the two-sided
/// <see cref="MannWhitney"/> test does not reject, so its ends are two of the differences (Lehmann, "Nonparametrics", 1975, section 2.6).
/// </remarks>
public sealed record ShiftEstimate(double Shift, double Low, double High)
{
    /// <summary>Estimates the shift from the first sample to the second.</summary>
    /// <param name="first">At least one value.</param>
    /// <param name="second">At least one value.</param>
    /// <param name="confidence">How often such an interval holds the truth, between 0 and 1.</param>
    public static ShiftEstimate Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double confidence)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count == 0 || second.Count == 0)
        {
            throw new ArgumentException("Both samples need at least one value.", first.Count == 0 ? nameof(first) : nameof(second));
        }

        var differences = new PairDifferences(first, second);
        long cut = Cut(first.Count, second.Count, (1 - confidence) / 2);
        double median = (differences[(differences.Count - 1) / 2] + differences[differences.Count / 2]) / 2;
        return cut == 0
            ? new ShiftEstimate(median, double.NegativeInfinity, double.PositiveInfinity)
            : new ShiftEstimate(median, differences[cut - 1], differences[differences.Count - cut]);
    }

    // The largest k for which a U below k is rarer than the tail; 0 where even U = 0 is not.
    private static long Cut(int m, int n, double tail)
    {
        if (m <= MannWhitney.LargestExact && n <= MannWhitney.LargestExact)
        {
            double[] chance = MannWhitney.NullDistribution(m, n);
            double sum = 0;
            int cut = 0;
            while (cut < chance.Length / 2 && (sum += chance[cut]) <= tail + 1e-12)
            {
                cut++;
            }

            return cut;
        }

        double mean = (double)m * n / 2;
        double deviation = Math.Sqrt((double)m * n * (m + n + 1) / 12);
        return (long)Math.Max(0, Math.Floor(mean + (Normal.InvCDF(0, 1, tail) * deviation)));
    }
}
