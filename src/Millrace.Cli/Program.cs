using Millrace.Cli;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Commands;

// The embedded target and what stands beside it must be there soon after their start: they get to their work without the rest of the commands.
return args switch
{
    ["serve", .. var rest] => CommandTree.Guarded(Terminal.OfProcess(), terminal => CommandTree.Run(new ServeCommand(), rest, terminal)),
    ["subject", .. var rest] => CommandTree.Guarded(Terminal.OfProcess(), terminal => CommandTree.Run(new SubjectCommand(), rest, terminal)),
    _ => CommandTree.Run(args, Composition.Real, Terminal.OfProcess()),
};
