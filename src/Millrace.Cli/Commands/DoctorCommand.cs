using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Commands;

internal sealed class DoctorCommand() : DocumentedCommand("doctor", "Checks limits, clocks and cores of this machine.")
{
    public override IReadOnlyList<(string Line, string Does)> Examples => [("doctor", "x")];
    public override int Run(ParseResult parsed, Terminal terminal) => throw new NotImplementedException();
}
