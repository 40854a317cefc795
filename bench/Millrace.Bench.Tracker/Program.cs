using Millrace.Bench.Tracker;

// What the tracker's table costs: dotnet run -c Release --project bench/Millrace.Bench.Tracker -- [uniform|zipf|speed] [--peers N] [--swarms N] [--ipv6]
if (args.Contains("--help") || !BenchOptions.TryRead(args, out BenchOptions options))
{
    Console.Error.WriteLine("Use: [uniform|zipf|speed] [--peers N] [--swarms N] [--ipv6]; without a name all three run, each best in a process of its own.");
    return 2;
}

Console.WriteLine($"{Environment.Version} on {Environment.ProcessorCount} cores, {(options.IsIPv6 ? "IPv6" : "IPv4")}");
if (options.Runs("uniform"))
{
    FillBench.Run(options, isZipf: false);
}

if (options.Runs("zipf"))
{
    FillBench.Run(options, isZipf: true);
}

if (options.Runs("speed"))
{
    SpeedBench.Run(options);
}

return 0;
