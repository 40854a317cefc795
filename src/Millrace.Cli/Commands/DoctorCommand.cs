using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Listing;
using Millrace.Engine.Machine;

namespace Millrace.Cli.Commands;

/// <summary>`millrace doctor`: what this machine can and cannot measure.</summary>
internal sealed class DoctorCommand : DocumentedCommand
{
    private const int DefaultClients = 10_000;
    private readonly Knob<string?> _clients = new("checks", "--clients", "count", "Judge the limits for this many clients.", "10000", "--clients 1000");
    private readonly Knob<bool> _json = new("output", "--json", null, "As JSON.");

    public DoctorCommand()
        : base("doctor", "Checks limits, clocks and cores of this machine.")
    {
        Add(_clients);
        Add(_json);
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("doctor", "Every check, with the command that mends what is amiss."),
        ("doctor --clients 50000", "Whether this machine can open 50,000 connections."),
    ];

    public override string Notes =>
        """
        Exit code 6 where a check is bad, which means that a run of that size will fail or mislead.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        var values = new ValueReader(parsed, "millrace doctor");
        int clients = (int)(values.Whole(_clients, 1, 1_000_000) ?? DefaultClients);
        if (values.Complaints.Count > 0)
        {
            throw new ComplaintException(values.Complaints);
        }

        IReadOnlyList<Diagnosis> found = Doctor.Examine(MachineSurvey.Take(), clients);
        terminal.Out.Write(values.Flag(_json) ? DiagnosisJson.Render(found) : DiagnosisText.Render(found, clients));
        return (int)(found.Any(each => each.Status == DiagnosisStatus.Bad) ? ExitCode.Environment : ExitCode.Ok);
    }
}
