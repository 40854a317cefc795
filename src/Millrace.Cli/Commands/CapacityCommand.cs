using System.CommandLine;
using Millrace.Cli.Capacity;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Commands;

/// <summary>`millrace capacity`: finds the largest load that meets an objective.</summary>
internal sealed class CapacityCommand : DocumentedCommand
{
    private readonly Composition _composition;
    private readonly Argument<string> _system = new("system") { Description = "What to drive; `millrace list` shows the systems." };
    private readonly CapacityKnobs _knobs = new();

    public CapacityCommand(Composition composition)
        : base("capacity", "Finds the largest load that meets an objective, with bounds, and what is left at half of it.")
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
        ("capacity gateway --slo \"p99<50ms, loss=0\"", "How many messages a second 100 clients can send before one in a hundred waits longer."),
        ("capacity speech --profile mixed-100 --slo \"audio-chunk.p99<100ms, errors<0.1%\" --budget 10m", "How many users it holds: their number is what grows."),
        ("capacity tracker --target udp://10.0.0.7:6969 --slo \"p99<20ms, loss<0.1%\" --expected 8000", "A server that runs already; then one run at 16,000 requests a second."),
        ("capacity gateway --slo p99<20ms --at-least 20000 --quiet", "For a CI job: exit code 1 unless it was seen to hold that, 4 when the generator was the limit before."),
    ]);

    public override string Notes =>
        """
        Every step has a folder of its own with its report; suite.json and the report over all hold the bounds, the
        knee curve and the two runs of the headroom rules.
        A step that missed is tried again before it counts, and so is one that met its limits closely; at the end both
        bounds are tried once more.
        Ctrl-C ends the search and reports the bounds so far. What a knee is and how to choose an objective:
        docs/guide/capacity.md.
        """;

    public override (DocumentedCommand Command, IReadOnlyList<string> Arguments) Narrow(IReadOnlyList<string> arguments) => (this, _knobs.Run.WithoutJsonDash(arguments));

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string[] arguments = [.. parsed.Tokens.Select(token => token.Value)];
        CapacityRequest request = CapacityReader.Read(parsed, parsed.GetRequiredValue(_system), _knobs, _composition, arguments);
        return new CapacitySession(request, _composition, terminal).Run();
    }
}
