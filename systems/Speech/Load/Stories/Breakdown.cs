namespace Millrace.Speech.Load.Stories;

/// <summary>Where the time of a chunk goes, in milliseconds: by the server's own account of its stages, and what the client saw beyond them.</summary>
internal sealed record Breakdown(IReadOnlyList<(string Stage, double MeanMs, double? P99Ms)> Stages, double ServerMeanMs, double? ServerP99Ms, double ClientMeanMs, double ClientP99Ms)
{
    private static readonly (string Key, string Name)[] _stages =
    [
        ("voice", "voice activity"), ("queueing", "queueing"), ("recogniser", "recogniser"), ("reply", "reply"),
    ];

    /// <summary>What is neither: the network, the kernel and the web framework on both sides.</summary>
    public double NetworkMeanMs => Math.Max(0, ClientMeanMs - ServerMeanMs);

    /// <summary>A stage's mean; null where it is not said.</summary>
    public double? Mean(string stage) => Stages.Where(each => each.Stage == stage).Select(each => (double?)each.MeanMs).FirstOrDefault();

    /// <summary>Null where the server does not say, or answered nothing.</summary>
    public static Breakdown? Of(RunFacts facts, IReadOnlyDictionary<string, double> figures)
    {
        if (Totals.Of(facts.Run, "audio-chunk").Service is not { } client || !figures.TryGetValue("latency.total.meanMs", out double total) || figures.GetValueOrDefault("latency.total.count") <= 0)
        {
            return null;
        }

        var stages = new List<(string, double, double?)>();
        foreach ((string key, string name) in _stages)
        {
            if (figures.TryGetValue($"latency.{key}.meanMs", out double mean))
            {
                stages.Add((name, mean, figures.TryGetValue($"latency.{key}.p99Ms", out double p99) ? p99 : null));
            }
        }

        return new Breakdown(stages, total, figures.TryGetValue("latency.total.p99Ms", out double totalP99) ? totalP99 : null, client.MeanMs, client.P99Ms);
    }
}
