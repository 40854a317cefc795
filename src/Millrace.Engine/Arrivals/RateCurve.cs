namespace Millrace.Engine.Arrivals;

/// <summary>
/// A rate over time made of straight pieces, with its integral and that integral's exact inverse: arrival <c>n</c> is due when the area under the
/// curve reaches <c>n</c>. After the last piece its final rate holds.
/// </summary>
/// <remarks>
/// Within a piece of length T from rate a to b the area after t is <c>a t + k t^2 / 2</c> with <c>k = (b - a) / T</c>. Its inverse is written as
/// <c>2 y / (a + sqrt(a^2 + 2 k y))</c>, which loses no digits where k is small and needs no division by k.
/// </remarks>
internal sealed class RateCurve
{
    private readonly Piece[] _pieces;

    public RateCurve(IReadOnlyList<RateStage> stages)
    {
        _pieces = new Piece[stages.Count + 1];
        double at = 0;
        double area = 0;
        for (int i = 0; i < stages.Count; i++)
        {
            RateStage stage = stages[i];
            double length = stage.Length.TotalSeconds;
            _pieces[i] = new Piece(at, length, stage.From, length > 0 ? (stage.To - stage.From) / length : 0, area);
            at += length;
            area += length * (stage.From + stage.To) / 2;
        }

        _pieces[^1] = new Piece(at, double.PositiveInfinity, stages.Count == 0 ? 0 : stages[^1].To, 0, area);
    }

    /// <summary>The time in seconds at which the area reaches <paramref name="area"/>; infinite where it never does.</summary>
    public double TimeOf(double area)
    {
        int low = 0;
        int high = _pieces.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_pieces[middle].AreaBefore <= area)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _pieces[low].TimeOf(area);
    }

    /// <summary>The area under the curve from its start until <paramref name="seconds"/>.</summary>
    public double AreaAt(double seconds)
    {
        Piece piece = PieceAt(seconds);
        double t = seconds - piece.Start;
        return piece.AreaBefore + (t * (piece.Rate + (piece.Slope * t / 2)));
    }

    /// <summary>The rate per second at a time.</summary>
    public double RateAt(double seconds)
    {
        Piece piece = PieceAt(seconds);
        return piece.Rate + (piece.Slope * (seconds - piece.Start));
    }

    private Piece PieceAt(double seconds) => _pieces.Last(piece => piece.Start <= Math.Max(0, seconds));

    private readonly record struct Piece(double Start, double Length, double Rate, double Slope, double AreaBefore)
    {
        public double TimeOf(double area)
        {
            double y = area - AreaBefore;
            if (y <= 0)
            {
                return double.IsInfinity(Length) && Rate == 0 ? double.PositiveInfinity : Start;
            }

            double root = Math.Sqrt(Math.Max(0, (Rate * Rate) + (2 * Slope * y)));
            return Start + Math.Min(2 * y / (Rate + root), Length);
        }
    }
}
