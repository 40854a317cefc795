using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Shards;
using static Millrace.Tracker.Tests.Load.LoadInTest;

namespace Millrace.Tracker.Tests.Load;

/// <summary>What a request costs the generator's shard in steady state.</summary>
public sealed class LoadAllocationTests
{
    private const int Requests = 500;
    private const int Tries = 100;

    [Theory(Timeout = 120_000)]
    [InlineData("own")]
    [InlineData("uniform:20")]
    public async Task A_request_and_its_answer_cost_the_generator_no_allocation(string swarms)
    {
        await using ScriptedTracker tracker = ScriptedTracker.Start();
        var system = new WatchedSystem();
        Scenario scenario = Short(tracker.Url, 8, ("swarms", swarms), ("events", "false"), ("scrape-hashes", "5"));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task run = Lab.RunAsync(scenario with { System = system, GeneratorCpus = [FirstAllowedCpu()] }, SilentProgress.Instance, end.Token);
        await Testing.Eventually.TrueAsync(() => tracker.Count > 1000, "a steady state");

        // Once a second the engine takes what was recorded, and that costs something: the fewest of several tries tell what requests cost.
        double fewest = double.MaxValue;
        for (int i = 0; i < Tries && fewest >= 8; i++)
        {
            (long bytes, int count) = (await AllocatedAsync(system.Shard!), tracker.Count);
            await Testing.Eventually.TrueAsync(() => tracker.Count >= count + Requests, "further requests");
            fewest = Math.Min(fewest, (await AllocatedAsync(system.Shard!) - bytes) / (double)(tracker.Count - count));
        }

        await end.CancelAsync();
        await run;

        // The two questions cost something themselves; a request that cost even one object would cost 24 bytes and more.
        Assert.True(fewest < 8, $"A request costs {fewest:0.0} bytes.");
    }

    // A container or taskset may keep others from us.
    private static int FirstAllowedCpu()
    {
        const string Allowed = "Cpus_allowed_list:";
        string? line = OperatingSystem.IsLinux() ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith(Allowed, StringComparison.Ordinal)) : null;
        return line is null ? 0 : int.Parse(line[Allowed.Length..].Trim().Split('-', ',')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<long> AllocatedAsync(Shard shard)
    {
        long bytes = 0;
        await shard.RunAsync(() =>
        {
            bytes = GC.GetAllocatedBytesForCurrentThread();
            return default;
        });
        return bytes;
    }

    /// <summary>The tracker as it is, with a look at the shard that its workers run on.</summary>
    private sealed class WatchedSystem : ISystemUnderLoad
    {
        private volatile Shard? _shard;

        public Shard? Shard => _shard;

        public SystemInfo Info => LoadInTest.System.Info;

        public IReadOnlyList<Profile> Profiles => LoadInTest.System.Profiles;

        public IReadOnlyList<string> Validate(Scenario scenario) => LoadInTest.System.Validate(scenario);

        public TargetRecipe Embedded(Scenario scenario) => LoadInTest.System.Embedded(scenario);

        public VirtualClient NewClient(ClientSeat seat)
        {
            _shard = seat.Shard;
            return LoadInTest.System.NewClient(seat);
        }

        public void Tell(RunStory story) => LoadInTest.System.Tell(story);
    }
}
