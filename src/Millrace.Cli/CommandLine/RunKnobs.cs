using System.CommandLine;

namespace Millrace.Cli.CommandLine;

/// <summary>Every option of `millrace run`, in the order of its help page. What a value means is judged in RunRequest.</summary>
internal sealed class RunKnobs
{
    /// <summary>The heading of what clients do.</summary>
    public const string Load = "load";

    /// <summary>The heading of where clients connect.</summary>
    public const string Target = "target";

    /// <summary>The heading of what disturbs a run and what must hold.</summary>
    public const string Faults = "faults and thresholds";

    /// <summary>The heading of where results go.</summary>
    public const string Output = "results";
    private const string Machine = "machine";

    public Knob<string?> Profile { get; init; } = new(Load, "--profile", "names",
        "Load profile or group of profiles; several make a suite: a,b or all.", "the system's first profile", "--profile baseline,stress");

    public Knob<string?> Mode { get; } = new(Load, "--mode", "name", "What each client does; `millrace list` explains the modes.", "the profile's");

    public Knob<string?> Clients { get; } = new(Load, "--clients", "count", "Simulated clients, one connection each.", "the profile's");

    public Knob<string?> Duration { get; init; } = new(Load, "--duration", "time", "Measured time, after the warm-up; units us, ms, s, m, h.", "the profile's", "--duration 30s");

    public Knob<string?> Iterations { get; } = new(Load, "--iterations", "count",
        "Ends the load once each client has done so many after the warm-up, at --duration at the latest; for systems whose load runs in a subject process (amqp).", "the profile's");

    public Knob<string?> Warmup { get; } = new(Load, "--warmup", "time", "Time before the measured part; shown, excluded from the results.", "the profile's");

    public Knob<string?> Rate { get; } = new(Load, "--rate", "per second",
        "Starts per second over all clients, each client on its own fixed schedule (paced). Response time counts from the due time.", "none: closed loop", "--rate 5000");

    public Knob<string?> Think { get; } = new(Load, "--think", "time", "Closed loop: pause of a client between a reply and its next message.", "0");

    public Knob<string?> Arrivals { get; } = new(Load, "--arrivals", "plan",
        "Open model: starts follow a plan, whoever is free takes them; no free client counts as dropped.", null,
        "--arrivals \"ramp(0..2000/s,10s)\"");

    public Knob<string?> Window { get; } = new(Load, "--window", "count", "Messages in flight per client in the echo and blast modes.", "the profile's");

    public Knob<string?> Payload { get; } = new(Load, "--payload", "bytes", "Size of a message; units B, KiB, MiB.", "the profile's", "--payload 1KiB");

    public Knob<bool> NoRead { get; } = new(Load, "--no-read", null, "Blast: never read; nothing then confirms that the target took a message.");

    public Knob<string[]> Set { get; } = new(Load, "--set", "name=value", "A setting that only this system has; repeatable. `millrace list` shows them.");

    public Knob<string?> Seed { get; } = new(Load, "--seed", "number", "Seed of everything random; the report prints it.", "1");

    public Knob<string?> Repeats { get; } = new(Load, "--repeats", "count",
        "Runs the same scenario so many times, one after another, as a suite whose page shows how far its figures spread: what a comparison needs.", "1", "--repeats 5");

    public Knob<bool> SeedEach { get; } = new(Load, "--seed-each", null, "With --repeats: each repeat has a seed of its own, one more than the last. Otherwise all have the same, and the figures differ by chance outside the lab alone.");

    public Knob<string?> TargetAddress { get; } = new(Target, "--target", "url",
        "Drive a server that runs already.", "an embedded target on this machine", "--target ws://10.0.0.7:8080/ws/");

    public Knob<string?> TargetPid { get; } = new(Target, "--target-pid", "pid", "Process id of the --target on this machine, to record its CPU and memory.");

    public Knob<bool> ProfileTarget { get; } = new(Target, "--profile-target", null,
        "After the measured run, run again for up to 10 s and sample the target, a .NET process: top 10 functions by CPU, top 10 allocators. With --target it needs --target-pid.");

    public Knob<string[]> TargetAddresses { get; } = new(Target, "--target-address", "name=url",
        "A further address of the --target, such as the one for its backends or its admin address; repeatable.", null, "--target-address backend=tcp://10.0.0.7:8081");

    public Knob<string?> BackendCommand { get; } = new(Target, "--backend-command", "command",
        "Program to start as the target's backend instead of the built-in one; with --target, beside it. {host}, {port} and {address} stand for where it connects; quotes work, no shell runs.",
        "the built-in backend, and none with --target", "--backend-command \"python3 chat.py --port {port}\"");

    public Knob<string[]> CompanionCommand { get; } = new(Target, "--companion-command", "name=command",
        "The same for any process that belongs to a system's target; repeatable. `millrace list` shows their names.", null, "--companion-command \"backend=node chat.js {address}\"");

    public Knob<bool> Tls { get; } = new(Target, "--tls", null, "TLS to the target; a wss:// target has it anyway.");

    public Knob<bool> Insecure { get; } = new(Target, "--insecure", null, "Accept any certificate; the report says so.");

    public Knob<string?> CertificateAuthority { get; } = new(Target, "--ca", "file", "PEM file of the authority that signed the target's certificate.", "the system's authorities");

    public Knob<string?> Timeout { get; } = new(Target, "--timeout", "time", "A reply that takes longer counts as late or lost.", "5s");

    public Knob<string?> ConnectTimeout { get; } = new(Target, "--connect-timeout", "time", "How long one attempt to connect may take, TLS and opening handshake included.", "10s");

    public Knob<string?> Reconnect { get; } = new(Faults, "--reconnect", "policy",
        "What clients do that lose their connection: backoff (growing, jittered pauses), storm (at once, then every 100 ms) or off.", "the profile's");

    public Knob<bool> Authorized { get; } = new(Target, "--authorized", null,
        "States that you may load this target; required for addresses outside loopback and private networks.");

    public Knob<string[]> Fault { get; } = new(Faults, "--fault", "spec",
        "A fault on the run's timeline, from the start of the measured part; repeatable. `millrace list` shows the kinds.", null,
        "--fault \"latency(200ms,jitter=100ms)@5s..10s\" --fault kill@20s");

    public Knob<bool> Proxy { get; } = new(Faults, "--proxy", null,
        "Puts the fault proxy between clients and target even where no fault needs it, to see what it costs; the report says what it adds. Faults on the network path put it there by themselves.");

    public Knob<string[]> Threshold { get; } = new(Faults, "--threshold", "expression",
        "What must hold; repeatable or separated by commas. A failed one ends with exit code 1.", null, "--threshold \"p99<50ms, loss=0, errors<0.1%\"");

    public Knob<bool> Strict { get; } = new(Faults, "--strict", null, "A generator-limited run ends with exit code 4.");

    public Knob<string?> Out { get; } = new(Output, "--out", "folder", "Where the run's files go.", "results/<time>-<system>-<profile>");

    public Knob<string[]> Label { get; } = new(Output, "--label", "key=value", "Kept in the run file; repeatable.", null, "--label branch=main");

    public Knob<string?> Note { get; } = new(Output, "--note", "text", "A sentence kept in the run file.");

    public Knob<string?> Against { get; } = new(Output, "--against", "run folder",
        "Earlier run, suite of repeats or baseline file to judge this run by, as `millrace compare` does.", null, "--against results/before");

    public Knob<string[]> Report { get; } = new(Output, "--report", "formats",
        "Further reports at the end: text, junit, csv, csv-series or hlog, into the run's folder, or format=FILE (of a suite: one file over all its runs); repeatable.", null, "--report junit=junit.xml,csv");

    public Knob<string?> MetricsListen { get; } = new(Output, "--metrics-listen", "address",
        "Serves the running lab's figures to Prometheus: GET /metrics over plain HTTP, as host:port; port 0 takes a free one.", "nowhere", "--metrics-listen 127.0.0.1:9464");

    public Knob<string?> Otlp { get; } = new(Output, "--otlp", "url",
        "Sends the running lab's figures over OTLP, every 5 s and at the end; port 4317 speaks gRPC, others HTTP.", "nowhere", "--otlp http://127.0.0.1:4318");

    public Knob<bool> Json { get; } = new(Output, "--json", null, "Print the result as JSON on standard output, progress on standard error; --json - is the same.");

    public Knob<bool> Quiet { get; } = new(Output, "--quiet", null, "No progress; only the verdict line, and why where it is no pass.");

    public Knob<string?> TargetCpus { get; } = new(Machine, "--target-cpus", "list", "Cores of the embedded target.", "the upper half of the cores", "--target-cpus 4-7");

    public Knob<string?> TargetMemory { get; } = new(Machine, "--target-memory", "size",
        "Most bytes that the embedded target's managed heap may take, as a container's limit would bound it: DOTNET_GCHeapHardLimit of its process; from 16MiB.", "the profile's, else the machine's", "--target-memory 2GiB");

    public Knob<string?> GeneratorCpus { get; } = new(Machine, "--generator-cpus", "list", "Cores of the generator.", "the lower half of the cores", "--generator-cpus 0,2");

    public Knob<string?> ProxyCpus { get; } = new(Machine, "--proxy-cpus", "list", "Cores of the fault proxy.", "cores that neither side has, else one of the generator's", "--proxy-cpus 3");

    public Knob<string?> Shards { get; } = new(Machine, "--shards", "count", "Event loops of the generator, one thread each.", "one per generator core");

    /// <summary>Who is used to <c>--json FILE</c> of other programs writes a dash for standard output, which is where it goes here.</summary>
    public IReadOnlyList<string> WithoutJsonDash(IReadOnlyList<string> arguments) =>
        [.. arguments.Where((argument, i) => argument != "-" || i == 0 || arguments[i - 1] != Json.Name)];

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Profile, Mode, Clients, Duration, Iterations, Warmup, Rate, Think, Arrivals, Window, Payload, NoRead, Set, Seed, Repeats, SeedEach,
        TargetAddress, TargetPid, ProfileTarget, TargetAddresses, BackendCommand, CompanionCommand, Tls, Insecure, CertificateAuthority, Timeout, ConnectTimeout, Authorized,
        Fault, Proxy, Reconnect, Threshold, Strict,
        Out, Label, Note, Against, Report, MetricsListen, Otlp, Json, Quiet,
        TargetCpus, TargetMemory, GeneratorCpus, ProxyCpus, Shards,
    ];
}
