namespace Millrace.Speech.Load.Stories;

/// <summary>
/// Where the time of a chunk goes in the measured part, in milliseconds: by the server's own account of its stages, and what the client saw beyond them. The server counts from its start;
/// what it had counted when the measured part began is taken off, which sums allow and quantiles do not.
/// </summary>
internal sealed record Breakdown(IReadOnlyList<(string Stage, double MeanMs, double? P99Ms)> Stages, double ServerMeanMs, double ClientMeanMs, double ClientP99Ms)
{
    // Fewer answers say nothing of where their time went.
    private const int LeastChunks = 100;

    private static readonly (string Key, string Name)[] _stages =
    [
        ("voice", "voice activity"), ("queueing", "queueing"), ("recogniser", "recogniser"), ("reply", "reply"),
    ];

    /// <summary>What is neither: the network, the kernel and the web framework, and the clients' own reading. Below nothing by what the two sides' counts differ at their edges.</summary>
    public double NetworkMeanMs => ClientMeanMs - ServerMeanMs;

    /// <summary>A stage's mean; null where it is not said.</summary>
    public double? Mean(string stage) => Stages.Where(each => each.Stage == stage).Select(each => (double?)each.MeanMs).FirstOrDefault();

    /// <summary>Null where the server does not say, was not asked both before and after, began anew in between, or answered next to nothing.</summary>
    public static Breakdown? Of(RunFacts facts, IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after)
    {
        if (facts.Chunks is not { Service: { } client } chunks || MeanOf("total", before, after) is not { } total || !IsAbout(chunks.Count, before, after))
        {
            return null;
        }

        var stages = new List<(string, double, double?)>();
        foreach ((string key, string name) in _stages)
        {
            if (MeanOf(key, before, after) is { } mean)
            {
                stages.Add((name, mean, after.TryGetValue($"latency.{key}.p99Ms", out double p99) ? p99 : null));
            }
        }

        return new Breakdown(stages, total, client.MeanMs, client.P99Ms);
    }

    // A server that answers others too has stages that are not those of what these clients saw. A busy one says late how much it had done before, and has the answers to the end of the
    // warm-up among its own: neither is held against it.
    private static bool IsAbout(long chunks, IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after) =>
        after["latency.total.count"] - before["latency.total.count"] <= LeastChunks + (chunks * 1.25);

    private static double? MeanOf(string stage, IReadOnlyDictionary<string, double> before, IReadOnlyDictionary<string, double> after)
    {
        if (Counted(stage, before) is not { } first || Counted(stage, after) is not { } last || last.Count - first.Count < LeastChunks)
        {
            return null;
        }

        return Math.Max(0, (last.SumMs - first.SumMs) / (last.Count - first.Count));
    }

    private static (double Count, double SumMs)? Counted(string stage, IReadOnlyDictionary<string, double> figures) =>
        figures.TryGetValue($"latency.{stage}.count", out double count) && figures.TryGetValue($"latency.{stage}.meanMs", out double mean) ? (count, count * mean) : null;
}
