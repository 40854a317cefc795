using Millrace.Engine.Arrivals;

namespace Millrace.Engine.Loads;

/// <summary>Starts follow a plan over all clients, whatever the target does. A start that finds no client free is dropped and counted.</summary>
public sealed record ArrivalRate(ArrivalPlan Plan) : LoadModel
{
    public override bool IsClosed => false;
}
