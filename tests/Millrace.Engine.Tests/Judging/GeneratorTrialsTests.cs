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

            // Its thread rests for a few percent of the time at most; on a crowded machine others have up to two thirds of its processor.
            double granted = 0.93 + (0.07 * random.NextDouble());
            double share = isCrowded ? 0.33 + (0.67 * random.NextDouble()) : 1;
            long due = 100_000;
            GeneratorResult result = GeneratorJudge.Judge(Facts(random, isClosed, isCrowded) with
            {
                BusiestShard = granted * share,
                BusiestGranted = granted,
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
            double share = 0.3 * random.NextDouble();
            GeneratorResult result = GeneratorJudge.Judge(Facts(random, isClosed, isCrowded) with
            {
                BusiestShard = share,

                // What it does takes longer in terms of what it is granted, and is still far from all of it.
                BusiestGranted = isCrowded ? Math.Min(0.7, share * (1 + (2 * random.NextDouble()))) : share,
                TargetBusy = random.Next(3) == 0 ? null : random.NextDouble(),
                GcPauseShare = isCrowded ? 0.04 * random.NextDouble() * random.NextDouble() : 0.002 * random.NextDouble(),
            } switch
            {
                // Pauses are stretched by what also delays the timers.
                var facts => facts.GcPauseShare > GeneratorJudge.GcShare ? facts with { TimerLatenessP99Ms = facts.TimerLatenessP99Ms + 20 } : facts,
            });

            Assert.True(result.Verdict != GeneratorVerdict.GeneratorLimited, $"seed {seed}: {string.Join("; ", result.Reasons)}");
            valid += result.Verdict == GeneratorVerdict.Valid ? 1 : 0;
        }

        // On a quiet machine it is not only not accused, but believed.
        Assert.True(isCrowded || valid >= 95, $"{valid} of {Trials} are valid");
    }

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
