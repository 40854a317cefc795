using MathNet.Numerics.Distributions;

namespace Millrace.Reports.Comparing;

/// <summary>
/// The rank-sum test of two independent samples: does the second tend to be larger? It assumes nothing about the shape of their distribution.
/// </summary>
/// <remarks>
/// H. B. Mann, D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the other", Annals of Mathematical Statistics 18 (1947), 50-60. Where neither
/// sample has more than <see cref="LargestExact"/> values, p-values are exact, those of tied values by counting out the permutations of their mean ranks; otherwise they come from the normal approximation
/// with corrections for ties and continuity (E. L. Lehmann, "Nonparametrics: Statistical Methods Based on Ranks", 1975, sections 1.3 and 1.4).
/// </remarks>
public sealed record MannWhitney
{
    /// <summary>The most values of one sample for which the null distribution is counted out.</summary>
    public const int LargestExact = 50;

    // 1 / 20 is a little more than 1 - 0.95 in binary.
    private const double Rounding = 1 + 1e-9;

    private MannWhitney(double u, double less, double greater, bool isExact) => (U, Less, Greater, IsExact) = (u, less, greater, isExact);

    /// <summary>Over all pairs, how often the second sample's value is the larger one; an equal pair counts half.</summary>
    public double U { get; }

    /// <summary>The chance of so small a U where nothing differs: the p-value of "the second is smaller".</summary>
    public double Less { get; }

    /// <summary>The chance of so large a U where nothing differs: the p-value of "the second is larger".</summary>
    public double Greater { get; }

    /// <summary>The p-value of "they differ".</summary>
    public double TwoSided => Math.Min(1, 2 * Math.Min(Less, Greater));

    /// <summary>Whether the p-values were counted out rather than approximated.</summary>
    public bool IsExact { get; }

    /// <summary>Tests two samples of at least one value each.</summary>
    /// <exception cref="ArgumentException">A sample is empty.</exception>
    public static MannWhitney Test(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        (int m, int n) = (first.Count, second.Count);
        if (m == 0 || n == 0)
        {
            throw new ArgumentException("Both samples need at least one value.", m == 0 ? nameof(first) : nameof(second));
        }

        (double rankSum, double ties, int[] doubled) = Rank(first, second);
        double u = rankSum - (n * (n + 1) / 2.0);
        return m > LargestExact || n > LargestExact ? Approximate(u, m, n, ties) : ties == 0 ? Exact(u, m, n) : ExactWithTies(u, rankSum, doubled, n);
    }

    /// <summary>Whether samples of this size could show anything: the rarest order of all comes once in (m + n over n).</summary>
    public static bool CanShow(int m, int n, double alpha)
    {
        double orders = 1;
        for (int i = 1; i <= n && m > 0 && 1 / orders > alpha * Rounding; i++)
        {
            orders *= (double)(m + i) / i;
        }

        return 1 / orders <= alpha * Rounding;
    }

    /// <summary>How often each U from 0 to m n comes, as a share of all orders of m and n distinct values that nothing tells apart.</summary>
    public static double[] NullDistribution(int m, int n)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(m, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(n, 1);

        // ways[k][u]: choices of k ranks out of those seen so far whose sum exceeds the smallest possible by u. Only sums of positive terms: nothing cancels.
        int most = m * n;
        double[][] ways = [.. Enumerable.Range(0, m + 1).Select(_ => new double[most + 1])];
        ways[0][0] = 1;
        for (int rank = 1; rank <= m + n; rank++)
        {
            for (int k = Math.Min(rank, m); k >= 1; k--)
            {
                // As the k-th chosen, this rank lies (rank - k) above the smallest that it could be.
                for (int u = most; u >= rank - k; u--)
                {
                    ways[k][u] += ways[k - 1][u - (rank - k)];
                }
            }
        }

        double all = ways[m].Sum();
        return [.. ways[m].Select(count => count / all)];
    }

    private static MannWhitney Exact(double u, int m, int n)
    {
        double[] chance = NullDistribution(m, n);
        int at = (int)Math.Round(u);
        double less = chance.Take(at + 1).Sum(), greater = chance.Skip(at).Sum();
        return new MannWhitney(u, Math.Min(1, less), Math.Min(1, greater), isExact: true);
    }

    // The same recursion over the ranks as they are; doubled, because a mean rank may end in a half. Without it, two against three tied values would seem to show what no order of them can.
    private static MannWhitney ExactWithTies(double u, double rankSum, int[] doubled, int n)
    {
        int most = doubled.TakeLast(n).Sum(), at = (int)Math.Round(2 * rankSum), seen = 0;
        double[][] ways = [.. Enumerable.Range(0, n + 1).Select(_ => new double[most + 1])];
        ways[0][0] = 1;
        foreach (int rank in doubled)
        {
            seen++;
            for (int k = Math.Min(seen, n); k >= 1; k--)
            {
                for (int sum = most; sum >= rank; sum--)
                {
                    ways[k][sum] += ways[k - 1][sum - rank];
                }
            }
        }

        double all = ways[n].Sum();
        return new MannWhitney(u, Math.Min(1, ways[n].Take(at + 1).Sum() / all), Math.Min(1, ways[n].Skip(at).Sum() / all), isExact: true);
    }

    private static MannWhitney Approximate(double u, int m, int n, double ties)
    {
        double count = m + n;
        double variance = (double)m * n / 12 * (count + 1 - (ties / (count * (count - 1))));
        if (!(variance > 0))
        {
            return new MannWhitney(u, 1, 1, isExact: false); // All values are equal: nothing speaks for a difference.
        }

        double distance = u - ((double)m * n / 2);
        double deviation = Math.Sqrt(variance);
        return new MannWhitney(u, Normal.CDF(0, 1, (distance + 0.5) / deviation), Normal.CDF(0, 1, -(distance - 0.5) / deviation), isExact: false);
    }

    // The rank sum of the second sample, equal values sharing their mean rank; the sum of t^3 - t over groups of t equal values; and twice every rank, smallest first.
    private static (double RankSum, double Ties, int[] Doubled) Rank(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        (double Value, bool IsSecond)[] all = [.. first.Select(value => (value, false)), .. second.Select(value => (value, true))];
        Array.Sort(all, (a, b) => a.Value.CompareTo(b.Value));
        double sum = 0, ties = 0;
        int[] doubled = new int[all.Length];
        for (int start = 0, end; start < all.Length; start = end)
        {
            end = start + 1;
            while (end < all.Length && all[end].Value.Equals(all[start].Value))
            {
                end++;
            }

            double equal = end - start;
            ties += (equal * equal * equal) - equal;
            double rank = (start + 1 + end) / 2.0;
            for (int i = start; i < end; i++)
            {
                sum += all[i].IsSecond ? rank : 0;
                doubled[i] = start + 1 + end;
            }
        }

        return (sum, ties, doubled);
    }
}
