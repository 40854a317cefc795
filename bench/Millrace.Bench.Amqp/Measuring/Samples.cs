namespace Millrace.Bench.Amqp.Measuring;

/// <summary>All times of one task in microseconds, kept exactly: one writer, no lock.</summary>
internal sealed class Samples
{
    private int[] _micros = new int[64];

    public int Count { get; private set; }

    /// <summary>All that were carried out, in the warm-up too.</summary>
    public long Accepted { get; set; }

    public int Errors { get; set; }

    public ReadOnlySpan<int> All => _micros.AsSpan(0, Count);

    public void Add(TimeSpan time)
    {
        if (Count == _micros.Length)
        {
            Array.Resize(ref _micros, 2 * Count);
        }

        _micros[Count++] = (int)Math.Min(int.MaxValue, time.TotalMicroseconds);
    }

    /// <summary>The percentiles of all of them together, in microseconds.</summary>
    public static Percentiles Of(IEnumerable<Samples> several)
    {
        int[] all = [.. several.SelectMany(one => one.All.ToArray())];
        Array.Sort(all);
        int At(double part) => all.Length == 0 ? 0 : all[Math.Min(all.Length - 1, (int)(part * all.Length))];
        return new Percentiles(At(0.5), At(0.99), At(0.999), all.Length == 0 ? 0 : all[^1]);
    }
}
