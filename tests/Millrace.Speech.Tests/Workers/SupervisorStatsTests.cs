using Millrace.Speech.Host.Admin;
using Millrace.Speech.Host.Workers;

namespace Millrace.Speech.Tests.Workers;

public sealed class SupervisorStatsTests
{
    [Fact]
    public void Counts_add_up_means_are_weighted_and_quantiles_are_the_worst()
    {
        SpeechStats all = SupervisorStats.Sum([Of(10, 3, 1, 2), Of(20, 1, 5, 9)]);

        Assert.Equal((2, 4, 30), (all.Sessions.Taken, all.Traffic.Chunks, all.UptimeSeconds == 20 ? 30 : 0));
        Assert.Equal(new StageStats(4, 2, 9, 9, 9, 9), all.Latency["voice"]);
        Assert.Equal(2, all.Ended["idle"]);
    }

    [Fact]
    public void A_stage_without_chunks_has_no_mean() => Assert.Equal(0, SupervisorStats.Sum([Of(1, 0, 0, 0), Of(1, 0, 0, 0)]).Latency["voice"].MeanMs);

    private static SpeechStats Of(double uptime, long chunks, double mean, double quantile) => new(
        uptime,
        new RecogniserStats("simulated", true, ""),
        new SessionStats(1, 1, 0, 0, 1),
        new LimitStats(1, 0, true, 1, 1, 1),
        new TrafficStats(1, chunks, 0, 0, 0, 0, 0, 0),
        new Dictionary<string, StageStats> { ["voice"] = new(chunks, mean, quantile, quantile, quantile, quantile) },
        new Dictionary<string, long>(),
        new Dictionary<string, long> { ["idle"] = 1 },
        new Dictionary<string, long>());
}
