using Millrace.Cli;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Commands;

// The embedded target must accept soon after its start: it gets to its server without the rest of the commands.
return args is ["serve", .. var rest]
    ? CommandTree.Guarded(Terminal.OfProcess(), terminal => CommandTree.Run(new ServeCommand(), rest, terminal))
    : CommandTree.Run(args, Composition.Real, Terminal.OfProcess());
