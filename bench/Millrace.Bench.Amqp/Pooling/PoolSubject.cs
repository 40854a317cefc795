using System.Diagnostics;

namespace Millrace.Bench.Amqp.Pooling;

/// <summary>A pool under test. The loops are each subject's own, so that no virtual call stands inside of them.</summary>
internal abstract class PoolSubject : IAsyncDisposable
{
    /// <summary>How many turns a task takes before it lets others run, where nothing is held and nothing is waited for.</summary>
    protected const int Turns = 256;

    public abstract Task OpenAsync(Uri broker, int limit);

    /// <summary>Takes and gives, nothing between, until the end; counts into its cell.</summary>
    public abstract Task LoopAsync(long end, long[] counts, int cell);

    /// <summary>Takes, yields once, gives.</summary>
    public abstract Task HoldAsync(long end, long[] counts, int cell);

    public abstract ValueTask DisposeAsync();

    protected static bool IsOver(long end) => Stopwatch.GetTimestamp() >= end;
}
