using Millrace.Cli.Running;
using Millrace.Engine;
using Millrace.Engine.Capacity;
using Millrace.Engine.Loads;

namespace Millrace.Cli.Capacity;

/// <summary>What one `millrace capacity` asks for.</summary>
internal sealed record CapacityRequest
{
    public const string Rate = "rate", Clients = "clients";

    /// <summary>What every step runs, but for its load.</summary>
    public required Scenario Basis { get; init; }

    public required Objective Objective { get; init; }

    /// <summary>What grows: <see cref="Rate"/> or <see cref="Clients"/>.</summary>
    public required string Axis { get; init; }

    public required CapacityPlan Plan { get; init; }

    public TimeSpan Budget { get; init; }

    public double? AtLeast { get; init; }

    public double? Expected { get; init; }

    public required RunOptions Options { get; init; }

    /// <summary>The scenario of one step.</summary>
    public Scenario At(double load) => At(Basis, Axis, load);

    /// <summary>A scenario with this load on an axis.</summary>
    public static Scenario At(Scenario basis, string axis, double load) =>
        axis == Clients ? basis with { Clients = (int)Math.Round(load) } : basis with { Load = new Paced(load / basis.Clients) };
}
