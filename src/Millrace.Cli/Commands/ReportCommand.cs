using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Commands;

internal sealed class ReportCommand() : DocumentedCommand("report", "Renders the report of a run from its run file.")
{
    public override IReadOnlyList<(string Line, string Does)> Examples => [("report results/latest", "x")];
    public override int Run(ParseResult parsed, Terminal terminal) => throw new NotImplementedException();
}
