using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Scenarios;

/// <summary>The keys of a scenario file that are more than an option under its own name.</summary>
internal static class ScenarioTable
{
    private const string Enabled = "enabled";

    /// <summary>The name of one of several runs.</summary>
    public static ScenarioKey NameOfRun { get; } = new()
    {
        Name = ScenarioKeys.RunName,
        Shape = ScenarioShape.Text,
        Example = "small",
        Description = "The run's name and that of its folder: letters, digits, dots, dashes and underscores.",
    };

    public static IEnumerable<ScenarioKey> Of(RunKnobs knobs) =>
    [
        new() { Name = ScenarioKeys.System, Shape = ScenarioShape.Text, Example = "gateway", IsOfWhole = true, Description = "What is driven; `millrace list` shows the systems. The one key that no file is without." },
        new() { Name = "profile", Shape = ScenarioShape.Text, Knob = knobs.Profile, Example = "baseline", Description = "The load profile that this file starts from: what the file does not say comes from there." },
        new() { Name = "profiles", Shape = ScenarioShape.Texts, Knob = knobs.Profile, Example = "[baseline, stress]", IsOfWhole = true, Description = "Several profiles or groups of them make a suite; all: every profile of the system. In the place of profile." },
        new() { Name = "mode", Shape = ScenarioShape.Text, Knob = knobs.Mode, Example = "echo", Description = "" },
        new() { Name = "clients", Shape = ScenarioShape.Text, Knob = knobs.Clients, Example = "200", Description = "" },
        new() { Name = "duration", Shape = ScenarioShape.Text, Knob = knobs.Duration, Example = "60s", Description = "" },
        new() { Name = "warmup", Shape = ScenarioShape.Text, Knob = knobs.Warmup, Example = "5s", Description = "" },
        LoadOf(knobs),
        new() { Name = ScenarioKeys.Mix, Shape = ScenarioShape.Mix, Example = "{announce: 78, scrape: 19, connect: 3}", Description = "Weights of what clients do (tracker: operations) or of who they are (speech: kinds of users); the shares follow from their sum. Systems whose mode says it all have none." },
        new() { Name = "settings", Shape = ScenarioShape.Names, Knob = knobs.Set, Example = "{members: 100}", Description = "Settings that only this system has; `millrace list` shows them." },
        TargetOf(knobs),
        new()
        {
            Name = "generator", Shape = ScenarioShape.Group, Example = "{cpus: 0-1}", Description = "The machine's side that makes the load.",
            Keys =
            [
                new() { Name = "cpus", Shape = ScenarioShape.Text, Knob = knobs.GeneratorCpus, Example = "0,2", Description = "" },
                new() { Name = "shards", Shape = ScenarioShape.Text, Knob = knobs.Shards, Example = "2", Description = "" },
            ],
        },
        new()
        {
            Name = "proxy", Shape = ScenarioShape.Group, Short = Enabled, Example = "true", Description = "The fault proxy between clients and target.",
            Keys =
            [
                new() { Name = Enabled, Shape = ScenarioShape.Flag, Knob = knobs.Proxy, Example = "true", Description = "" },
                new() { Name = "cpus", Shape = ScenarioShape.Text, Knob = knobs.ProxyCpus, Example = "3", Description = "" },
            ],
        },
        FaultsOf(knobs),
        ThresholdsOf(knobs),
        new() { Name = "labels", Shape = ScenarioShape.Names, Knob = knobs.Label, Example = "{branch: main}", Description = "Kept in the run file, by name." },
        new() { Name = "note", Shape = ScenarioShape.Text, Knob = knobs.Note, Example = "after the new pool", Description = "" },
        new() { Name = "json", Shape = ScenarioShape.Flag, Knob = knobs.Json, Example = "true", IsOfWhole = true, Description = "Print the result as JSON on standard output, progress on standard error." },
        new()
        {
            Name = ScenarioKeys.Runs, Shape = ScenarioShape.Runs, IsOfWhole = true, Example = "[{name: small, clients: 10}, {name: large, clients: 1000}]",
            Description = "Several runs, one after another, as a suite: each has a name and says what differs from the keys above. What is given by name (settings, labels) is joined; everything else is replaced.",
            Keys = [NameOfRun],
        },
    ];

    private static ScenarioKey LoadOf(RunKnobs knobs) => new()
    {
        Name = ScenarioKeys.Load,
        Shape = ScenarioShape.Group,
        Short = "plan",
        Example = "\"ramp(0..1000/s,30s)\"",
        Description = "When operations start: one of the keys below, or the textual form of `millrace list` in their place. Without it, as the profile's mode has it.",
        Keys =
        [
            new() { Name = "plan", Shape = ScenarioShape.Text, Knob = knobs.Arrivals, Example = "\"spike(500/s,5000/s,10s,5s)\"", Description = "Any load model in its textual form: closed, paced, flood, constant, ramp, step, spike, stages, poisson." },
            new() { Name = "rate", Shape = ScenarioShape.Text, Knob = knobs.Rate, Example = "5000/s", Description = "" },
            new() { Name = "think", Shape = ScenarioShape.Text, Knob = knobs.Think, Example = "500ms", Description = "" },
            new() { Name = "constant", Shape = ScenarioShape.Text, Example = "1000/s", Description = "Open model: so many starts a second over all clients; whoever is free takes them." },
            new()
            {
                Name = "ramp", Shape = ScenarioShape.Group, Example = "{from: 0/s, to: 1000/s, for: 30s}", Description = "Open model: from one rate to another, which then holds.",
                Keys = [Rate("from", "The rate at the start."), Rate("to", "The rate at the end."), Time("for", "How long it takes.")],
            },
            new()
            {
                Name = "step", Shape = ScenarioShape.Group, Example = "{from: 100/s, to: 1000/s, by: 100/s, each: 10s}", Description = "Open model: in steps from one rate to another.",
                Keys = [Rate("from", "The first rate."), Rate("to", "The last rate."), Rate("by", "How much a step adds."), Time("each", "How long each step lasts.")],
            },
            new()
            {
                Name = "spike", Shape = ScenarioShape.Group, Example = "{base: 100/s, peak: 2000/s, at: 10s, for: 5s}", Description = "Open model: a steady rate with one peak.",
                Keys = [Rate("base", "The rate before and after."), Rate("peak", "The rate of the peak."), Time("at", "When the peak begins."), Time("for", "How long it lasts.")],
            },
            new()
            {
                Name = "stages", Shape = ScenarioShape.Stages, Example = "[{for: 30s, from: 0/s, to: 1000/s}, {for: 1m, rate: 1000/s}]",
                Description = "Open model: stages one after another, from the start of the warm-up; the last one's final rate holds.",
                Keys = [Time("for", "How long the stage lasts."), Rate("rate", "A rate that holds; in the place of from and to."), Rate("from", "The rate at its start; without it, the rate at which the last stage ended."), Rate("to", "The rate at its end.")],
            },
            new() { Name = "poisson", Shape = ScenarioShape.Flag, Example = "true", Description = "Beside constant, ramp, step, spike or stages: starts lie at random around that rate instead of evenly." },
            new() { Name = "window", Shape = ScenarioShape.Text, Knob = knobs.Window, Example = "16", Description = "" },
        ],
    };

    private static ScenarioKey TargetOf(RunKnobs knobs) => new()
    {
        Name = "target",
        Shape = ScenarioShape.Group,
        Short = "address",
        Example = "ws://10.0.0.7:8080/ws/",
        Description = "What is driven: the address of a server that runs already, or what the embedded one gets. An address alone may stand in the place of the keys.",
        Keys =
        [
            new() { Name = "address", Shape = ScenarioShape.Text, Knob = knobs.TargetAddress, Example = "ws://10.0.0.7:8080/ws/", Description = "" },
            new() { Name = "pid", Shape = ScenarioShape.Text, Knob = knobs.TargetPid, Example = "4711", Description = "" },
            new() { Name = "addresses", Shape = ScenarioShape.Names, Knob = knobs.TargetAddresses, Example = "{backend: tcp://10.0.0.7:8081}", Description = "Further addresses of the target, by name, such as the one for its backends or its admin address." },
            new()
            {
                Name = "tls", Shape = ScenarioShape.Group, Short = Enabled, Example = "{ca: ca.pem}", Description = "How connections are encrypted.",
                Keys =
                [
                    new() { Name = Enabled, Shape = ScenarioShape.Flag, Knob = knobs.Tls, Example = "true", Description = "" },
                    new() { Name = "insecure", Shape = ScenarioShape.Flag, Knob = knobs.Insecure, Example = "true", Description = "" },
                    new() { Name = "ca", Shape = ScenarioShape.Text, Knob = knobs.CertificateAuthority, Example = "ca.pem", Description = "" },
                ],
            },
            new() { Name = "authorized", Shape = ScenarioShape.Flag, Knob = knobs.Authorized, Example = "true", Description = "" },
            new() { Name = "cpus", Shape = ScenarioShape.Text, Knob = knobs.TargetCpus, Example = "4-7", Description = "" },
            new() { Name = "memory", Shape = ScenarioShape.Text, Knob = knobs.TargetMemory, Example = "2GiB", Description = "" },
            new() { Name = "sample", Shape = ScenarioShape.Flag, Knob = knobs.ProfileTarget, Example = "true", IsOfWhole = true, Description = "" },
            new() { Name = "backend-command", Shape = ScenarioShape.Text, Knob = knobs.BackendCommand, Example = "\"python3 chat.py --port {port}\"", Description = "" },
            new() { Name = "companion-commands", Shape = ScenarioShape.Names, Knob = knobs.CompanionCommand, Example = "{backend: \"node chat.js {address}\"}", Description = "Programs to start as the processes that belong to the system's target, by their names; `millrace list` shows those." },
        ],
    };

    private static ScenarioKey FaultsOf(RunKnobs knobs) => new()
    {
        Name = "faults",
        Shape = ScenarioShape.Faults,
        Knob = knobs.Fault,
        Example = "[{kind: latency, delay: 200ms, from: 5s, to: 10s}, kill@20s]",
        Description = "Faults on the run's timeline, counted from the end of the warm-up: each as text or with the keys below and the parameters of its kind. In the place of the profile's; [] for none.",
        Keys =
        [
            new() { Name = "kind", Shape = ScenarioShape.Text, Example = "latency", Description = "The kind of the fault; `millrace list` shows them with their parameters, which stand beside this key." },
            Time("from", "When it begins."),
            Time("at", "The same, for what happens at one moment."),
            Time("to", "When it ends."),
            Time("for", "How long it holds; in the place of to."),
        ],
    };

    private static ScenarioKey ThresholdsOf(RunKnobs knobs) => new()
    {
        Name = "thresholds",
        Shape = ScenarioShape.Thresholds,
        Knob = knobs.Threshold,
        Example = "[p99 < 50ms, {check: errors < 1%, abort: true, after: 5s}]",
        Description = "What must hold, beside the profile's own: each as text or with the keys below. A failed one ends with exit code 1.",
        Keys =
        [
            new() { Name = "check", Shape = ScenarioShape.Text, Example = "p99 < 50ms", Description = "The condition." },
            Time("from", "Start of the part of the run that it is about, counted from the end of the warm-up; with to."),
            Time("to", "End of that part."),
            new() { Name = "abort", Shape = ScenarioShape.Flag, Example = "true", Description = "Ends the run as soon as it does not hold: judged each second on what was measured so far." },
            Time("after", "With abort: judged from so long after the start of the measured part, or of its own."),
        ],
    };

    private static ScenarioKey Rate(string name, string description) => new() { Name = name, Shape = ScenarioShape.Text, Example = "1000/s", Description = description };

    private static ScenarioKey Time(string name, string description) => new() { Name = name, Shape = ScenarioShape.Text, Example = "10s", Description = description };
}
