using MathNet.Numerics.Distributions;
using Millrace.Reports.Comparing;
using Millrace.Results;

namespace Millrace.Reports.Tests.Comparing;

/// <summary>
/// Runs made of noise of a known kind: a hundred clients in a closed loop; response times log-normal; a level that wanders from second to second as a first-order process; a tail that wanders by
/// itself; and a factor of its own for each run.
/// </summary>
internal sealed class SyntheticRuns(int seed)
{
    private const int Clients = 100, PerQuantile = 50, Seconds = 60;
    private const double BaseMs = 2, Spread = 0.35, Tail = 0.9;

    // Two hundred quantiles of the standard log-normal distribution: a second of 10,000 answers without drawing each.
    private static readonly (double Part, double Times)[] Quantiles =
        [.. Enumerable.Range(0, 200).Select(i => (i + 0.5) / 200).Select(part => (part, Math.Exp(Spread * Normal.InvCDF(0, 1, part))))];

    private readonly Random _random = new(seed);
    private int _made;

    /// <summary>The standard deviation of a run's own factor, as a part.</summary>
    public double RunVariation { get; init; } = 0.01;

    /// <summary>The standard deviation of a second's level, as a part.</summary>
    public double SecondVariation { get; init; } = 0.015;

    /// <summary>The standard deviation of a second's slowest tenth, as a part, beside the level.</summary>
    public double TailVariation { get; init; } = 0.03;

    /// <summary>How much a second's level keeps of the one before it.</summary>
    public double Dependence { get; init; } = 0.5;

    /// <summary>Whether the seconds of a run know the target's processor time.</summary>
    public bool KnowsCpu { get; init; } = true;

    /// <summary>Of ten runs, so many have a burst of errors, of up to <see cref="LongestBurst"/> operations.</summary>
    public int BurstsInTen { get; init; }

    /// <summary>The most operations that a burst hits.</summary>
    public int LongestBurst { get; init; } = 200;

    /// <summary>Runs of which everything takes <paramref name="factor"/> times as long, as one set.</summary>
    public SampleSet Set(int runs, double factor = 1) => Sampling.Join([.. Enumerable.Range(0, runs).Select(_ => Run(factor, null))]);

    /// <summary>One such run with its seconds.</summary>
    public SampleSet Single(double factor = 1) => Run(factor, new RunBlocks());

    private SampleSet Run(double factor, RunBlocks? blocks)
    {
        double own = factor * Math.Exp(RunVariation * Gauss());
        double level = SecondVariation * Gauss();
        var whole = new Histogram();
        double rates = 0;
        for (int second = 0; second < Seconds; second++)
        {
            level = (Dependence * level) + (Math.Sqrt(1 - (Dependence * Dependence)) * SecondVariation * Gauss());
            double tail = Math.Exp(TailVariation * Gauss()), ms = BaseMs * own * Math.Exp(level);
            Histogram times = blocks is null ? whole : new Histogram();
            foreach ((double part, double factorOf) in Quantiles)
            {
                times.RecordMany((long)(1000 * ms * factorOf * (part > Tail ? tail : 1)), PerQuantile);
            }

            // What a closed loop answers follows from what its answers take.
            double rate = Clients * 1000 / (ms * Math.Exp(Spread * Spread / 2));
            rates += rate;
            if (blocks is not null)
            {
                whole.Add(times);
                blocks.Add(new IntervalRecord
                {
                    AtSeconds = second,
                    SpanSeconds = 1,
                    Phase = "steady",
                    TargetCpuPercent = !KnowsCpu ? null : rate * 20e-6 * own * (1 + (0.02 * Gauss())) * 100,
                    Operations = new Dictionary<string, IntervalOperation> { ["echo"] = new() { Count = (long)rate, Ok = (long)rate, Response = IntervalLatency.From(times) } },
                });
            }
        }

        long ok = (long)rates, errors = BurstsInTen > 0 && _random.Next(10) < BurstsInTen ? 1 + _random.Next(LongestBurst) : 0;
        ok -= errors;
        RunFile run = SampleRuns.Minimal with
        {
            Environment = SampleRuns.Minimal.Environment with { StartedAt = SampleRuns.Minimal.Environment.StartedAt.AddMinutes(2 * _made++) },
            Operations = new Dictionary<string, OperationResult> { ["echo"] = new() { Count = ok + errors, Ok = ok, Errors = errors == 0 ? [] : new Dictionary<string, long> { ["timed-out"] = errors }, RatePerSecond = rates / Seconds, Response = LatencySummary.From(whole) } },
            Phases = [new PhaseResult { Name = "steady", StartSeconds = 0, EndSeconds = Seconds, Accounting = new Accounting { Due = ok + errors, Sent = ok + errors, Ok = ok, Indefinite = errors, Received = ok } }],
            Target = new TargetResult { Usage = new ProcessUsage { CpuSeconds = ok * 20e-6 * own, RssBytesMax = (long)(50e6 * (1 + (0.02 * Math.Abs(Gauss())))) } },
            Generator = new GeneratorResult { Verdict = GeneratorVerdict.Valid },
            Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed },
        };
        return Sampling.Of(run, blocks);
    }

    // Box and Muller.
    private double Gauss() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
