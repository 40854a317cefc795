using Millrace.Cli;
using Millrace.Cli.CommandLine;

return CommandTree.Run(args, Terminal.OfProcess());
