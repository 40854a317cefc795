using LineServer;
using Millrace.CommandLine;

// The lab starts this program again: as `serve` for the target, as `proxy` for faults on the path. What is not ours is the lab's.
return args is ["serve", .. var rest] ? await Server.RunAsync(rest) : LabCommandLine.Run(args, new LineSystem());
