using Millrace.Engine.Metering;

namespace Millrace.Engine.Subjects.Wire;

/// <summary>A flip as it crosses the pipe: lossless, all stripes of a subject in one.</summary>
internal sealed record FlipLine
{
    public required long At { get; init; }

    public required IReadOnlyList<RecorderLine> Recorders { get; init; }

    public required IReadOnlyDictionary<string, long> Metrics { get; init; }

    public required IReadOnlyDictionary<string, long> Disconnects { get; init; }

    public long Received { get; init; }

    public long InFlight { get; init; }

    /// <summary>Lost messages: operation and time sent, in turn.</summary>
    public required IReadOnlyList<long> Lost { get; init; }

    public double? CpuSeconds { get; init; }

    // A second in which everything is lost must not become a line of hundreds of megabytes: the counts are right all the same.
    private const int MostLost = 100_000;

    /// <summary>Packs flips; their recorders are cleared and go back to <paramref name="free"/>.</summary>
    public static FlipLine Of(IReadOnlyList<Flip> flips, double? cpuSeconds, Action<Recorder> free)
    {
        var recorders = new List<RecorderLine>();
        for (int i = 0; i < flips[0].Recorders.Length; i++)
        {
            Recorder? sum = null;
            foreach (Recorder part in flips.Select(flip => flip.Recorders[i]).OfType<Recorder>())
            {
                if (sum is null)
                {
                    sum = part;
                    continue;
                }

                sum.Add(part);
                part.Clear();
                free(part);
            }

            if (sum is not null)
            {
                recorders.Add(RecorderLine.Of(i, sum));
                sum.Clear();
                free(sum);
            }
        }

        return new FlipLine
        {
            At = flips.Max(flip => flip.At),
            Recorders = recorders,
            Metrics = Sum(flips.Select(flip => flip.Metrics)),
            Disconnects = Sum(flips.Select(flip => flip.Disconnects)),
            Received = flips.Sum(flip => flip.ReceivedMessages),
            InFlight = flips.Sum(flip => flip.InFlight),
            Lost = [.. flips.SelectMany(flip => flip.Lost).Take(MostLost).SelectMany(lost => new[] { lost.Id.Index, lost.Sent })],
            CpuSeconds = cpuSeconds,
        };
    }

    /// <summary>Unpacks it. Throws <see cref="FormatException"/> where it cannot be of this run.</summary>
    public Flip ToFlip(int slots, Func<Recorder> take)
    {
        var recorders = new Recorder?[slots];
        foreach (RecorderLine line in Recorders)
        {
            if (line.Slot < 0 || line.Slot >= slots)
            {
                throw new FormatException($"it records in place {line.Slot} of {slots}");
            }

            recorders[line.Slot] ??= line.Into(take());
        }

        var lost = new List<LostMessage>();
        for (int i = 0; i + 1 < Lost.Count; i += 2)
        {
            lost.Add(new LostMessage(new OperationId((byte)Lost[i]), Lost[i + 1]));
        }

        return new Flip(At, recorders, new(Metrics, StringComparer.Ordinal), new(Disconnects, StringComparer.Ordinal), Received, InFlight, lost);
    }

    private static Dictionary<string, long> Sum(IEnumerable<Dictionary<string, long>> counts)
    {
        var sum = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach ((string name, long count) in counts.SelectMany(part => part))
        {
            sum[name] = sum.GetValueOrDefault(name) + count;
        }

        return sum;
    }
}
