using Millrace.Bench.Amqp;
using Millrace.Bench.Amqp.Breaking;
using Millrace.Bench.Amqp.Consuming;
using Millrace.Bench.Amqp.Pooling;
using Millrace.Bench.Amqp.Publishing;

BenchOptions options;
try
{
    options = BenchOptions.Read(args);
}
catch (FormatException exception)
{
    Console.Error.WriteLine($"{exception.Message}\n\n{BenchOptions.Usage}");
    return 2;
}

Console.WriteLine($"{Environment.Version} on {Environment.ProcessorCount} cores, {string.Join(' ', args.Where(arg => !arg.StartsWith("amqp:", StringComparison.Ordinal)))}");
switch (options.Command)
{
    case "publish":
        return await PublishBench.RunAsync(options, isConfirmed: false);
    case "confirmed":
        return await PublishBench.RunAsync(options, isConfirmed: true);
    case "consumers":
        return await ConsumeBench.RunAsync(options);
    case "pool":
        await PoolBench.RunAsync(options);
        return 0;
    case "rst":
        await BreakBench.RunAsync(options, isPartition: false);
        return 0;
    case "soak":
        return await SoakBench.RunAsync(options);
    case "partition":
        await BreakBench.RunAsync(options, isPartition: true);
        return 0;
    default:
        Console.Error.WriteLine(BenchOptions.Usage);
        return 2;
}
