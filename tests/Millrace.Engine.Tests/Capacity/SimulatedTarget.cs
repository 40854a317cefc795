using Millrace.Engine.Capacity;
using Millrace.Results;

namespace Millrace.Engine.Tests.Capacity;

/// <summary>A target that exists on paper: how near to its limit a load comes, with a machine that is noisy and disturbed now and then. Seeded.</summary>
internal sealed class SimulatedTarget(int seed, Func<double, double> closeness)
{
    private readonly Random _random = new(seed);

    /// <summary>The deviation of what is observed, as a share of it.</summary>
    public double Noise { get; init; }

    /// <summary>How often a run is disturbed so that it misses whatever its load, as a share of all.</summary>
    public double Disturbed { get; init; }

    /// <summary>How often a run says nothing.</summary>
    public double Unclear { get; init; }

    /// <summary>The load from which on the generator is the limit.</summary>
    public double GeneratorWall { get; init; } = double.PositiveInfinity;

    /// <summary>Loads that were run.</summary>
    public List<double> Asked { get; } = [];

    /// <summary>The 99th percentile of an M/M/1 queue is ln 100 / (capacity - load): the share of the limit that it takes.</summary>
    public static Func<double, double> Queue(double capacity, double limitSeconds) =>
        load => load >= capacity ? 100 : Math.Log(100) / (capacity - load) / limitSeconds;

    /// <summary>The load at which such a queue meets its limit exactly.</summary>
    public static double KneeOf(double capacity, double limitSeconds) => capacity - (Math.Log(100) / limitSeconds);

    public StepFinding Run(double load)
    {
        Asked.Add(load);
        double chance = _random.NextDouble();
        double near = closeness(load) * Math.Exp(Noise * Normal());
        return chance < Unclear ? new StepFinding(CapacityOutcome.Unclear)
            : load >= GeneratorWall && near < 1 ? new StepFinding(CapacityOutcome.GeneratorLimited)
            : chance < Unclear + Disturbed ? new StepFinding(CapacityOutcome.Missed) { Closeness = 3 }
            : near < 1 ? new StepFinding(CapacityOutcome.Met) { Closeness = near, IsEasy = near < 0.1 }
            : new StepFinding(CapacityOutcome.Missed) { Closeness = near };
    }

    /// <summary>Searches to the end, which must come.</summary>
    public CapacitySearch Search(CapacityPlan plan)
    {
        var search = new CapacitySearch(plan);
        while (search.Next is { } load)
        {
            if (Asked.Count >= plan.MaxSteps)
            {
                throw new InvalidOperationException("The search does not end.");
            }

            search.Add(Run(load));
        }

        return search;
    }

    // Box and Muller.
    private double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
