using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Commands;

internal sealed class ListCommand() : DocumentedCommand("list", "Lists systems, profiles, modes, fault kinds and load models.")
{
    public override IReadOnlyList<(string Line, string Does)> Examples => [("list", "x")];
    public override int Run(ParseResult parsed, Terminal terminal) => throw new NotImplementedException();
}
