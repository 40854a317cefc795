namespace Millrace.Tracker.Load.Plans;

/// <summary>Draws from 0 to N - 1 so that number k comes with a weight of 1 / (k + 1)^s: the first is the most popular.</summary>
internal sealed class ZipfDraw
{
    private readonly double[] _upTo;

    public ZipfDraw(int count, double exponent)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _upTo = new double[count];
        double sum = 0;
        for (int k = 0; k < count; k++)
        {
            sum += Math.Pow(k + 1, -exponent);
            _upTo[k] = sum;
        }

        for (int k = 0; k < count; k++)
        {
            _upTo[k] /= sum;
        }
    }

    /// <summary>The number that a place between 0 and 1 belongs to.</summary>
    public int At(double unit)
    {
        int at = Array.BinarySearch(_upTo, unit);
        return Math.Min(at < 0 ? ~at : at + 1, _upTo.Length - 1);
    }
}
