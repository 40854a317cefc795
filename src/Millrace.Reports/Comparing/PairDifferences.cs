namespace Millrace.Reports.Comparing;

/// <summary>The differences of all pairs of two samples, smallest first. Few are listed; of many, each is sought among the sorted samples, so that memory never grows with their product.</summary>
internal sealed class PairDifferences
{
    private const long MostListed = 250_000;

    private readonly double[] _first;
    private readonly double[] _second;
    private readonly double[]? _listed;

    public PairDifferences(IReadOnlyList<double> first, IReadOnlyList<double> second)
    {
        (_first, _second) = ([.. first.Order()], [.. second.Order()]);
        if (Count <= MostListed)
        {
            _listed = [.. _first.SelectMany(_ => _second, (one, other) => other - one)];
            Array.Sort(_listed);
        }
    }

    /// <summary>How many there are.</summary>
    public long Count => (long)_first.Length * _second.Length;

    /// <summary>The one of this rank, from 0; of many, exact to the last bits of a double.</summary>
    public double this[long rank] => _listed is { } listed ? listed[rank] : Seek(rank);

    private double Seek(long rank)
    {
        double low = _second[0] - _first[^1], high = _second[^1] - _first[0];
        while (true)
        {
            double middle = low + ((high - low) / 2);
            if (middle <= low || middle >= high)
            {
                return AtMost(low) > rank ? low : high;
            }

            (low, high) = AtMost(middle) > rank ? (low, middle) : (middle, high);
        }
    }

    // How many differences are no larger: as the first sample's value grows, so does the place in the second.
    private long AtMost(double limit)
    {
        long count = 0;
        int end = 0;
        foreach (double value in _first)
        {
            while (end < _second.Length && _second[end] - value <= limit)
            {
                end++;
            }

            count += end;
        }

        return count;
    }
}
