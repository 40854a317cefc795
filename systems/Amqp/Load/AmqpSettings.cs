using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Results;

namespace Millrace.Amqp.Load;

/// <summary>The settings of a run, read from their text.</summary>
internal sealed record AmqpSettings
{
    public const string ConsumersName = "consumers";
    public const string QueuesName = "queues";
    public const string QueueTypeName = "queue-type";
    public const string PersistentName = "persistent";
    public const string ConfirmName = "confirm";
    public const string OutstandingName = "outstanding";
    public const string PublishChannelsName = "publish-channels";
    public const string ChannelsName = "channels";
    public const string HoldName = "hold";
    public const string PrefetchName = "prefetch";
    public const string AckBatchName = "ack-batch";
    public const string BurstName = "burst";
    public const string BurstEveryName = "burst-every";
    public const string ProbeAfterName = "probe-after";
    public const string ProbeTimeoutName = "probe-timeout";
    public const string PrefixName = "prefix";
    public const string ServeName = "serve";
    public const string PasswordFileName = "password-file";

    public int Consumers { get; private init; }

    public int Queues { get; private init; }

    public bool IsQuorum { get; private init; }

    public bool IsPersistent { get; private init; }

    public bool Confirms { get; private init; }

    public int Outstanding { get; private init; }

    public int PublishChannels { get; private init; }

    public int Channels { get; private init; }

    public bool Yields { get; private init; }

    public int Prefetch { get; private init; }

    public int AckBatch { get; private init; }

    public int Burst { get; private init; }

    public TimeSpan BurstEvery { get; private init; }

    public TimeSpan ProbeAfter { get; private init; }

    public TimeSpan ProbeTimeout { get; private init; }

    public string Prefix { get; private init; } = "";

    public string Serve { get; private init; } = "";

    /// <summary>A file whose first line is the password, or empty.</summary>
    public string PasswordFile { get; private init; } = "";

    /// <summary>Reads parameters, with everything that is wrong with them.</summary>
    public static AmqpSettings Read(IReadOnlyDictionary<string, string> parameters, out List<string> problems)
    {
        var read = new ParameterReader(parameters, AmqpModes.Info.Parameters);
        problems = read.Problems;
        return new AmqpSettings
        {
            Consumers = read.Whole(ConsumersName, 0, 2_000),
            Queues = read.Whole(QueuesName, 1, 2_000),
            IsQuorum = read.Word(QueueTypeName, "classic", "quorum") == "quorum",
            IsPersistent = read.Flag(PersistentName),
            Confirms = read.Flag(ConfirmName),
            Outstanding = read.Whole(OutstandingName, 1, 1_000_000),
            PublishChannels = read.Whole(PublishChannelsName, 1, 256),
            Channels = read.Whole(ChannelsName, 1, 2_047),
            Yields = read.Word(HoldName, "none", "yield") == "yield",
            Prefetch = read.Whole(PrefetchName, 1, 65_535),
            AckBatch = read.Whole(AckBatchName, 1, 65_535),
            Burst = read.Whole(BurstName, 1, 100_000),
            BurstEvery = Time(BurstEveryName, TimeSpan.FromMilliseconds(1)),
            ProbeAfter = Time(ProbeAfterName, TimeSpan.Zero),
            ProbeTimeout = Time(ProbeTimeoutName, TimeSpan.FromMilliseconds(10)),
            Prefix = Name(PrefixName),
            Serve = read.Text(ServeName),
            PasswordFile = read.Text(PasswordFileName),
        };

        TimeSpan Time(string name, TimeSpan least)
        {
            string text = read.Text(name) == "0" ? "0ms" : read.Text(name);
            if (Durations.TryParse(text, out TimeSpan value, out _) && value >= least && value <= TimeSpan.FromHours(1))
            {
                return value;
            }

            read.Problems.Add($"{name} is '{read.Text(name)}'; it is a time from {Durations.Format(least)} to 1 h, such as 500ms.");
            return TimeSpan.FromSeconds(1);
        }

        string Name(string name)
        {
            string text = read.Text(name);
            if (text.Length is 0 or > 64 || text.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')) || text.StartsWith("amq.", StringComparison.Ordinal))
            {
                read.Problems.Add($"{name} is '{text}'; it is 1 to 64 letters, digits, dots, dashes and underscores, and does not begin with amq., which is the broker's.");
            }

            return text;
        }
    }

    /// <summary>Everything that is wrong with a scenario.</summary>
    public static IEnumerable<string> Validate(Scenario scenario)
    {
        AmqpSettings settings = Read(scenario.Parameters, out List<string> problems);
        foreach (string problem in problems)
        {
            yield return problem;
        }

        if (scenario.Load is not Closed)
        {
            yield return "the amqp system is driven in a closed loop: each task goes on when its operation has ended. Leave out the load model, or pause between iterations with --think.";
        }

        if (scenario.Clients > 10_000)
        {
            yield return $"clients is {scenario.Clients}; the subject runs 10,000 tasks at most.";
        }

        if (scenario.Mode == AmqpModes.Consume && settings.Consumers == 0)
        {
            yield return $"mode consume needs consumers: --set {ConsumersName}=10.";
        }

        if (settings.Consumers > 0 && settings.Consumers < settings.Queues)
        {
            yield return $"{settings.Queues} queues with {settings.Consumers} consumers leave queues that nobody empties; take as many consumers as queues, or fewer queues.";
        }

        if (scenario.Mode == AmqpModes.Recover && scenario.WarmUp > TimeSpan.Zero)
        {
            yield return "mode recover counts its rounds from the start: it needs --warmup 0s.";
        }

        if (scenario.Mode == AmqpModes.Pool && settings.Consumers > 0)
        {
            yield return $"mode pool publishes nothing, so {ConsumersName} has no meaning there.";
        }

        if (scenario.Tls is { AcceptAnyCertificate: true } or { AuthorityFile: not null })
        {
            yield return "options about certificates are not taken for amqps://: the subject trusts the machine's own authorities (SSL_CERT_FILE names others).";
        }

        if (PasswordFiles.ProblemWith(settings.PasswordFile, scenario.Target) is { } secret)
        {
            yield return secret;
        }

        if (scenario.Mode == AmqpModes.Recover && scenario.Faults.Count > 0)
        {
            yield return "mode recover cuts every connection itself, and faults on the timeline would be mixed with its cuts; leave out --fault, or take mode consume.";
        }

        if (scenario.Target is not null && settings.Serve.Length > 0)
        {
            yield return $"{ServeName} is about the broker that millrace starts, and --target names one that runs already; leave one of them out.";
        }
    }
}
