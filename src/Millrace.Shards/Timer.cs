namespace Millrace.Shards;

/// <summary>One pending delay of a shard: an await with a due time and its place in the heap.</summary>
internal class Timer(Shard shard, TimerHeap heap) : Wait(shard)
{
    /// <summary>Absolute due time, in ticks of <see cref="Shard.Now"/>.</summary>
    public long Due { get; set; }

    /// <summary>Position in the heap, -1 while it is not there.</summary>
    public int Index { get; set; } = -1;

    protected override void Cancelled() => heap.Remove(this);

    protected override void Consumed() => heap.Recycle(this);
}
