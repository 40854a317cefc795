namespace Millrace.Engine.Arrivals;

/// <summary>Stages one after another; after the last one its final rate holds.</summary>
public sealed record StagesPlan : ArrivalPlan
{
    /// <summary>A plan of at least one stage.</summary>
    public StagesPlan(IReadOnlyList<RateStage> stages)
    {
        ArgumentOutOfRangeException.ThrowIfZero(stages.Count, nameof(stages));
        Stages = stages;
    }

    public override IReadOnlyList<RateStage> Stages { get; }

    public bool Equals(StagesPlan? other) => other is not null && Stages.SequenceEqual(other.Stages);

    public override int GetHashCode() => Stages.Aggregate(0, HashCode.Combine);
}
