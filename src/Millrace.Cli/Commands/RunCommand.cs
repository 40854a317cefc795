using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Planning;
using Millrace.Cli.Running;
using Millrace.Cli.Scenarios;

namespace Millrace.Cli.Commands;

/// <summary>`millrace run`: drives a target and writes its report.</summary>
internal sealed class RunCommand : DocumentedCommand
{
    private const string Plan = "plan";

    private readonly Composition _composition;
    private readonly Argument<string> _system = new("system") { Description = "What to drive; `millrace list` shows the systems. FILE.yaml: a scenario file." };
    private readonly RunKnobs _knobs = new();
    private readonly Knob<bool> _dryRun = new(Plan, "--dry-run", null, "Prints what would run, with the arrival curve, the faults on their times and how many starts are planned, and starts nothing. With --json as JSON.");
    private readonly Knob<bool> _asYaml = new(Plan, "--yaml", null, "With --dry-run: prints a scenario file that says the same as this command line.");

    public RunCommand(Composition composition)
        : base("run", "Drives a target under a load profile and writes a report.")
    {
        _composition = composition;
        _system.Description += IsOurs ? " all: the five systems one after another." : "";
        Add(_system);
        foreach (Option option in (Option[])[.. _knobs.All, _dryRun, _asYaml])
        {
            Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string Does)> Examples => !IsOurs ? OfOthers(_composition.Systems[0].Info.Name) :
    [
        ("run all", "The five systems one after another on embedded targets, in about 70 s, with one page over all."),
        ("run gateway --profile baseline", "Start an embedded target, drive it, write results/<time>-gateway-baseline/."),
        ("run gateway --target ws://10.0.0.7:8080/ws/ --clients 1000 --rate 20000 --duration 30s",
            "Drive a server that runs already, 20,000 messages per second on a fixed schedule."),
        ("run gateway --profile all", "A suite: one run per profile, one summary table, suite.json."),
        ("run gateway --clients 20 --rate 2000 --duration 15s --fault pause@5s..8s", "What a freeze of three seconds does to response times."),
        ("run scenario.yaml --clients 50", "A scenario file; what stands on the command line wins. docs/guide/scenarios.md has its keys."),
        ("run tracker --arrivals \"ramp(0..5000/s,30s)\" --duration 1m --dry-run", "The plan with its arrival curve; nothing starts. --yaml writes it down as a scenario file."),
        ("run gateway --threshold \"p99<50ms, loss=0\" --strict --json", "For a CI job: exit code 1 when a threshold fails, 4 when the generator was the limit."),
    ];

    private bool IsOurs => _composition.Systems.Any(system => system.Info.Name == "gateway");

    // In a program of somebody else's, whose profiles we do not know.
    private static IReadOnlyList<(string Line, string Does)> OfOthers(string system) =>
    [
        ($"run {system}", $"Start an embedded target, drive it, write results/<time>-{system}-<profile>/."),
        ($"run {system} --clients 20 --rate 2000 --duration 15s --fault pause@5s..8s", "What a freeze of three seconds does to response times."),
        ($"run {system} --threshold \"p99<50ms, loss=0\" --strict --json", "For a CI job: exit code 1 when a threshold fails, 4 when the generator was the limit."),
    ];

    public override string Notes =>
        """
        Ctrl-C ends the run early and writes the report of what ran; a second Ctrl-C aborts at once.
        Times: 250us, 20ms, 1.5s, 2m, 1h. How to read the report: docs/guide/reading-a-report.md.
        """;

    public override (DocumentedCommand Command, IReadOnlyList<string> Arguments) Narrow(IReadOnlyList<string> arguments) => (this, _knobs.WithoutJsonDash(arguments));

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string[] arguments = [.. parsed.Tokens.Select(token => token.Value)];
        RunRequest request = RunRequest.Read(parsed, parsed.GetRequiredValue(_system), _knobs, _composition, arguments);
        if (!parsed.GetValue(_dryRun))
        {
            return parsed.GetValue(_asYaml)
                ? throw new ComplaintException(Complaint.Usage("--yaml writes a plan down, and this would run", "--yaml of `millrace run`", "add --dry-run"))
                : new RunSession(request, _composition, terminal).Run();
        }

        return parsed.GetValue(_asYaml) ? new PlanPaper(request, new ScenarioKeys(_knobs), terminal).Run() : new PlanSession(request, terminal).Run();
    }
}
