using Millrace.Engine.Judging;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Judging;

/// <summary>A hundred generators that are saturated and a hundred that idle, on machines from quiet to crowded: the first are all convicted, of the others none is accused.</summary>
public sealed class GeneratorTrialsTests
{
    private const int Trials = 100;

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Saturated_generator_is_convicted_in_100_of_100(bool isClosed, bool isCrowded)
    {
        for (int seed = 0; seed < Trials; seed++)
        {
            var random = new Random(seed);

            // Its thread rests for a few percent of the time at most; on a crowded machine it waits for its processor for up to half of the time.
            double queued = isCrowded ? 0.45 * random.NextDouble() : 0.01 * random.NextDouble();
            double cpu = (0.93 + (0.07 * random.NextDouble())) * (1 - queued);
            long due = 100_000;
            GeneratorResult result = GeneratorJudge.Judge(Facts(random, isClosed, isCrowded) with
            {
                BusiestShard = cpu,
                BusiestGranted = Granted(cpu, queued),
                Queued = queued,
                TargetBusy = random.Next(3) == 0 ? null : 0.75 * random.NextDouble(),
                Due = due,
                Sent = due - (isClosed ? 0 : random.Next(20_000)),
            } switch
            {
                var facts => facts with { Dropped = facts.Due - facts.Sent },
            });

            Assert.True(result.Verdict == GeneratorVerdict.GeneratorLimited, $"seed {seed}: {result.Verdict}, {string.Join("; ", result.Reasons)}");
        }
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Idle_generator_is_accused_in_none_of_100(bool isClosed, bool isCrowded)
    {
        int valid = 0;
        for (int seed = 0; seed < Trials; seed++)
        {
            var random = new Random(seed);

            // What it needs; on a crowded machine it waits for a processor for nearly all of the time, and does what it can in the rest.
            double queued = isCrowded ? 0.1 + (0.88 * random.NextDouble()) : 0.01 * random.NextDouble();
            double needed = 0.3 * random.NextDouble();
            double cpu = Math.Min(needed, 1 - queued);
            long sent = isClosed ? 10_000 : (long)(10_000 * cpu / needed);
            GeneratorResult result = GeneratorJudge.Judge(Facts(random, isClosed, isCrowded) with
            {
                BusiestShard = cpu,
                BusiestGranted = Granted(cpu, queued),
                Queued = queued,
                Sent = sent,
                Dropped = 10_000 - sent,
                TargetBusy = random.Next(3) == 0 ? null : random.NextDouble(),

                // Pauses are stretched by what the threads wait for.
                GcPauseShare = (isCrowded ? 0.5 * queued : 0.002) * random.NextDouble(),
            });

            Assert.True(result.Verdict != GeneratorVerdict.GeneratorLimited, $"seed {seed}: {string.Join("; ", result.Reasons)}");
            valid += result.Verdict == GeneratorVerdict.Valid ? 1 : 0;
        }

        // On a quiet machine it is not only not accused, but believed.
        Assert.True(isCrowded || valid >= 95, $"{valid} of {Trials} are valid");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Generator_that_its_own_garbage_collector_stops_is_convicted_in_100_of_100(bool isClosed)
    {
        for (int seed = 0; seed < Trials; seed++)
        {
            // Its threads use little, nothing waits for a processor, and its timers are late by the pauses.
            var random = new Random(seed);
            double cpu = 0.05 + (0.6 * random.NextDouble()), pauses = 0.03 + (0.12 * random.NextDouble()), queued = 0.02 * random.NextDouble();
            GeneratorFacts facts = Facts(random, isClosed, isCrowded: false) with { BusiestShard = cpu, BusiestGranted = Granted(cpu, queued), Queued = queued, GcPauseShare = pauses, TargetBusy = 0.5 };
            GeneratorResult result = GeneratorJudge.Judge(facts with { TimerLatenessP99Ms = facts.TimerLatenessP99Ms + (400 * pauses) });

            Assert.True(result.Verdict == GeneratorVerdict.GeneratorLimited && result.Disturbed is null, $"seed {seed}: {result.Verdict}, {string.Join("; ", result.Reasons)}");
        }
    }

    // As RunBook has it.
    private static double Granted(double cpu, double queued) => cpu / Math.Max(cpu, 1 - queued);

    // Lateness is log-normal: tens of microseconds on a quiet machine, milliseconds on a crowded one.
    private static GeneratorFacts Facts(Random random, bool isClosed, bool isCrowded) => new()
    {
        IsClosed = isClosed,
        TimerLatenessP99Ms = (isCrowded ? 8 : 0.08) * Math.Exp(0.8 * Normal(random)),
        ServiceP50Ms = 0.1 + (3 * random.NextDouble()),
        Due = 10_000,
        Sent = 10_000,
        Dropped = 0,
        GcPauseShare = 0.002 * random.NextDouble(),
        Seconds = 2 + (20 * random.NextDouble()),
    };

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
