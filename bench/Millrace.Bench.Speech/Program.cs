using Millrace.Bench.Speech;

// What voice activity is worth and costs: dotnet run -c Release --project bench/Millrace.Bench.Speech -- [accuracy|noise|speed] [--held-out] [--rate N] [--frame MS]
if (args.Contains("--help") || !BenchOptions.TryRead(args, out BenchOptions options))
{
    Console.Error.WriteLine("Use: [accuracy|noise|speed] [--held-out] [--rate 8000|16000|32000|48000] [--frame 10|20|30]; without a name all run. The accuracy wants espeak-ng.");
    return 2;
}

Console.WriteLine($"{Environment.Version} on {Environment.ProcessorCount} cores, {options.SampleRate} samples a second, frames of {options.FrameMs} ms");
if (options.Runs("accuracy") && !await AccuracyBench.RunAsync(options))
{
    return 1;
}

if (options.Runs("noise"))
{
    NoiseBench.Run(options);
}

if (options.Runs("speed"))
{
    SpeedBench.Run(options);
}

return 0;
