using System.Globalization;
using Millrace.Engine;

namespace Millrace.Amqp.Load;

/// <summary>The named workloads: groups of cases, each a profile of its own.</summary>
internal static class AmqpProfiles
{
    // Nothing that the broker confirmed may be missing, whatever happens to the network.
    private static readonly string[] _sound = ["count.confirmed-lost=0", "count.deadlocks=0"];

    private static readonly string[] _calm = ["loss=0", "errors=0", .. _sound];

    public static IReadOnlyList<Profile> All { get; } =
    [
        .. Throughput(AmqpModes.Publish, ""),
        .. Throughput(AmqpModes.Confirm, "-confirmed"),
        Pool(100, 100),
        Pool(500, 50),
        Consumers(100, 1_000, 100),
        Consumers(500, 2_000, 500),
        Consumers(900, 3_000, 1_000),
        ProduceConsume(5, 5),
        ProduceConsume(10, 3),
        new()
        {
            Name = "burst", Group = "burst", Description = "100 tasks publish 10 messages each at once, twice a second, to 10 consumers", Mode = AmqpModes.Burst,
            Clients = 100, Iterations = 20, Duration = TimeSpan.FromSeconds(60), WarmUp = TimeSpan.FromSeconds(1), Thresholds = _calm, Parameters = Set((AmqpSettings.ConsumersName, 10)),
        },
        Recovery("recovery-reset-10", 10, "every connection is reset (TCP RST)", 8, "reset_peer@3s"),
        Recovery("recovery-reset-50", 50, "every connection is reset (TCP RST)", 8, "reset_peer@3s"),
        Recovery("recovery-partition-10", 10, "nothing passes for 3 s", 10, "timeout(0)@3s..6s"),
        Recovery("recovery-partition-50", 50, "nothing passes for 3 s", 10, "timeout(0)@3s..6s"),
        Recovery("recovery-latency-reset-20", 20, "50 ms of latency for 4 s, and a reset meanwhile", 10, "latency(50ms,jitter=10ms)@2s..6s", "reset_peer@4s"),
        Recovery("recovery-slow-20", 20, "16 KB a second for 3 s", 10, "bandwidth(16)@3s..6s"),
        Stability("stability-no-deadlock-50", 50, 100, "50 tasks with channels and confirms, 100 iterations each"),
        Kills(50),
        Kills(20),
        Stability("stability-contention-500", 500, 10, "500 tasks share 10 channels, 10 iterations each", (AmqpSettings.ChannelsName, 10)),
        RepeatedRecovery("stability-recovery-100", 100) with { Group = "stability" },
        RepeatedRecovery("stability-recovery-1000", 1_000),
    ];

    private static IEnumerable<Profile> Throughput(string mode, string suffix) =>
        ((int Tasks, int Messages)[])[(10, 100), (100, 100), (300, 50), (900, 10)] switch
        {
            var cases => cases.Select(one => new Profile
            {
                Name = Text($"throughput-{one.Tasks}{suffix}"),
                Group = "throughput",
                Description = Text($"{one.Tasks} tasks publish {one.Messages} messages each, {(mode == AmqpModes.Confirm ? "confirmed" : "fire-and-forget")}"),
                Mode = mode,
                Clients = one.Tasks,
                Iterations = one.Messages,
                Duration = TimeSpan.FromSeconds(60),
                WarmUp = TimeSpan.FromSeconds(2),
                Thresholds = _calm,
            }),
        };

    private static Profile Pool(int tasks, int iterations) => new()
    {
        Name = Text($"pool-{tasks}"),
        Group = "pool",
        Description = Text($"{tasks} tasks take a channel and give it back, {iterations} times each"),
        Mode = AmqpModes.Pool,
        Clients = tasks,
        Iterations = iterations,
        Duration = TimeSpan.FromSeconds(60),
        WarmUp = TimeSpan.FromSeconds(1),
        Thresholds = _calm,
    };

    // As many tasks as consumers at least, each with a message under way: ten would leave most consumers idle, and their own round trips would be what is measured.
    private static Profile Consumers(int consumers, int messages, int tasks) => new()
    {
        Name = Text($"consumers-{consumers}"),
        Group = "consumers",
        Description = Text($"{consumers} consumers take {messages:#,0} messages that {tasks:#,0} tasks publish with confirmation"),
        Mode = AmqpModes.Consume,
        Clients = tasks,
        Iterations = messages / tasks,
        Duration = TimeSpan.FromSeconds(60),
        WarmUp = TimeSpan.FromSeconds(1),
        Thresholds = _calm,
        Parameters = Set((AmqpSettings.ConsumersName, consumers), (AmqpSettings.QueuesName, 10)),
    };

    private static Profile ProduceConsume(int producers, int consumers) => new()
    {
        Name = Text($"produce-consume-{producers}x{consumers}"),
        Group = "produce-consume",
        Description = Text($"{producers} tasks publish to {consumers} consumers, 500 messages each"),
        Mode = AmqpModes.Consume,
        Clients = producers,
        Iterations = 500,
        Duration = TimeSpan.FromSeconds(60),
        WarmUp = TimeSpan.FromSeconds(1),
        Thresholds = _calm,
        Parameters = Set((AmqpSettings.ConsumersName, consumers)),
    };

    private static Profile Recovery(string name, int tasks, string what, int seconds, params string[] faults) => new()
    {
        Name = name,
        Group = "recovery",
        Description = Text($"{tasks} tasks publish with confirmation; {what}"),
        Mode = AmqpModes.Consume,
        Clients = tasks,
        Duration = TimeSpan.FromSeconds(seconds),
        WarmUp = TimeSpan.FromSeconds(1),
        Faults = faults,
        Parameters = Set((AmqpSettings.ConsumersName, 5)),
        Thresholds = [.. _sound, "count.tasks-not-recovered=0"],
    };

    private static Profile Stability(string name, int tasks, int iterations, string what, params (string Name, int Value)[] settings) => new()
    {
        Name = name,
        Group = "stability",
        Description = what,
        Mode = AmqpModes.Mixed,
        Clients = tasks,
        Iterations = iterations,
        Duration = TimeSpan.FromSeconds(60),
        WarmUp = TimeSpan.FromSeconds(1),
        Parameters = Set([.. settings, (AmqpSettings.ConsumersName, 5)]),
        Thresholds = _calm,
    };

    private static Profile Kills(int tasks) => new()
    {
        Name = Text($"stability-kills-{tasks}"),
        Group = "stability",
        Description = Text($"{tasks} tasks with channels and confirms for 4 s; every connection is reset five times"),
        Mode = AmqpModes.Mixed,
        Clients = tasks,
        Duration = TimeSpan.FromSeconds(4),
        WarmUp = TimeSpan.FromSeconds(1),
        Parameters = Set((AmqpSettings.ConsumersName, 5)),
        Faults = ["reset_peer@500ms", "reset_peer@1s", "reset_peer@1500ms", "reset_peer@2s", "reset_peer@2500ms"],
        Thresholds = [.. _sound, "count.tasks-not-recovered=0"],
    };

    private static Profile RepeatedRecovery(string name, int rounds) => new()
    {
        Name = name,
        Description = Text($"{rounds:#,0} times every connection is cut while 10 tasks publish, until all publish again"),
        Mode = AmqpModes.Recover,
        Clients = 10,
        Iterations = rounds,
        Duration = TimeSpan.FromMinutes(10),
        WarmUp = TimeSpan.Zero,
        Parameters = Set((AmqpSettings.ConsumersName, 5)),
        Thresholds = _sound,
    };

    private static Dictionary<string, string> Set(params (string Name, int Value)[] settings) =>
        settings.ToDictionary(setting => setting.Name, setting => setting.Value.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
