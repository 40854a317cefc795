using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Running;

namespace Millrace.Cli.Commands;

/// <summary>`millrace sweep`: one scenario over client counts and cores, and how the target scales with them.</summary>
internal sealed class SweepCommand : DocumentedCommand
{
    private readonly Composition _composition;
    private readonly Argument<string> _system = new("system") { Description = "What to drive; `millrace list` shows the systems." };
    private readonly SweepKnobs _knobs = new();

    public SweepCommand(Composition composition)
        : base("sweep", "Runs one scenario over client counts and cores, and shows expected against measured scaling.")
    {
        _composition = composition;
        Add(_system);
        foreach (Option option in _knobs.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string Does)> Examples => _composition.Known(
    [
        ("sweep gateway --clients 10,100,1000 --duration 10s", "Three runs and one table: rate, p50, p95, errors, the target's CPU, a verdict for each."),
        ("sweep gateway --clients 100,1000 --target-shards 1,2", "Each client count on one and on two cores of the target: efficiency per core."),
        ("sweep gateway --profile baseline --clients 100,400,1600 --out results/scaling", "Over another profile, into a folder of your choice."),
    ]);

    public override string Notes =>
        """
        Every run has a folder of its own with its report below the sweep's; `millrace report` renders the sweep again.
        Ctrl-C ends the sweep and reports the runs that ended. Rows in which the generator was the limit are not judged.
        """;

    public override (DocumentedCommand Command, IReadOnlyList<string> Arguments) Narrow(IReadOnlyList<string> arguments) => (this, _knobs.Run.WithoutJsonDash(arguments));

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string[] arguments = [.. parsed.Tokens.Select(token => token.Value)];
        RunRequest request = SweepReader.Read(parsed, parsed.GetRequiredValue(_system), _knobs, _composition, arguments);
        return new RunSession(request, _composition, terminal).Run();
    }
}
