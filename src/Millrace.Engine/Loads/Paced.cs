namespace Millrace.Engine.Loads;

/// <summary>
/// Each client starts on its own fixed schedule, <paramref name="RatePerClient"/> times a second, the clients' starts spread evenly over
/// one interval. A start that finds its client busy waits for it and keeps its due time; one that would be later than the operation timeout is dropped.
/// </summary>
public sealed record Paced(double RatePerClient) : LoadModel
{
    public override bool IsClosed => false;
}
