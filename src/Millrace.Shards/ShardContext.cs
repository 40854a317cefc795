namespace Millrace.Shards;

/// <summary>Brings foreign awaits (a library that completes on the thread pool) back to the shard's thread.</summary>
internal sealed class ShardContext(Shard shard) : SynchronizationContext
{
    public override void Post(SendOrPostCallback d, object? state) => shard.Enqueue(d, state);

    public override void Send(SendOrPostCallback d, object? state)
    {
        if (shard.IsCurrent)
        {
            d(state);
            return;
        }

        shard.RunAsync(() =>
        {
            d(state);
            return ValueTask.CompletedTask;
        }).GetAwaiter().GetResult();
    }

    public override SynchronizationContext CreateCopy() => this;
}
