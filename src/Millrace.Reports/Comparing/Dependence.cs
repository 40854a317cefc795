namespace Millrace.Reports.Comparing;

/// <summary>How much the values of a series depend on those before them, and how long a block has to be so that blocks hardly do.</summary>
/// <remarks>
/// The statistical inefficiency g = 1 + 2 sum of autocorrelations, over the initial positive sequence of pairs (C. J. Geyer, "Practical Markov chain Monte Carlo", Statistical Science 7 (1992), 473-483): so
/// many neighbours carry the information of one independent value. Blocks of twice that length are nearly independent: of a first-order process, neighbours then correlate by less than 0.2.
/// At most sixteen blocks are made (B. Schmeiser, "Batch size effects in the analysis of simulation output", Operations Research 30 (1982), 556-568: more than ten to thirty gain little), and at least six.
/// </remarks>
public static class Dependence
{
    internal const int MostBlocks = 16, FewestBlocks = 6;
    private const double Lengths = 2;

    // A quarter of an hour of seconds: what depends on itself for longer is not cured by longer blocks.
    private const int LongestLag = 900;

    /// <summary>So many neighbours of the series carry the information of one independent value; 1 for a series that is too short to tell.</summary>
    public static double Inefficiency(IReadOnlyList<double> series)
    {
        ArgumentNullException.ThrowIfNull(series);
        int n = series.Count;
        if (n < 8)
        {
            return 1;
        }

        double mean = series.Average();
        double variance = 0;
        foreach (double value in series)
        {
            variance += (value - mean) * (value - mean);
        }

        if (!(variance > 0))
        {
            return 1;
        }

        double sum = 0;
        for (int lag = 0; lag + 1 < Math.Min(n / 2, LongestLag); lag += 2)
        {
            double pair = Correlation(lag) + Correlation(lag + 1);
            if (pair <= 0)
            {
                break;
            }

            sum += pair;
        }

        return Math.Max(1, (2 * sum) - 1);

        double Correlation(int lag)
        {
            double product = 0;
            for (int i = lag; i < n; i++)
            {
                product += (series[i] - mean) * (series[i - lag] - mean);
            }

            return product / variance;
        }
    }

    /// <summary>The length of a block, in values of a series of <paramref name="count"/>: never so long that less than six remain.</summary>
    public static int BlockLength(int count, double inefficiency)
    {
        int wanted = (int)Math.Ceiling(Math.Max((double)count / MostBlocks, Lengths * inefficiency));
        return Math.Clamp(wanted, 1, Math.Max(1, count / FewestBlocks));
    }
}
