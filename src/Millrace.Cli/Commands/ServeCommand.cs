using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Commands;

internal sealed class ServeCommand() : DocumentedCommand("serve", "Runs one system alone, for production or as a target.")
{
    public override IReadOnlyList<(string Line, string Does)> Examples => [("serve gateway --port 8080", "x")];
    public override int Run(ParseResult parsed, Terminal terminal) => throw new NotImplementedException();
}
