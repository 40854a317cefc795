using System.Net;

namespace Millrace.Shards;

/// <summary>
/// One event loop on one thread. Links, listeners and timers made by a shard belong to it: they are used on its thread, and
/// what awaits them resumes on its thread.
/// </summary>
public abstract class Shard : IDisposable
{
    /// <summary>Starts a shard on a thread of its own.</summary>
    public static Shard Start(ShardOptions? options = null) => throw new NotImplementedException();

    /// <summary>The shard whose thread we are on, or null.</summary>
    public static Shard? Current => throw new NotImplementedException();

    /// <summary>Now, in ticks of <see cref="TicksPerSecond"/> of a monotonic clock (Stopwatch's).</summary>
    public static long Now => System.Diagnostics.Stopwatch.GetTimestamp();

    /// <summary>Ticks of <see cref="Now"/> in one second.</summary>
    public static long TicksPerSecond => System.Diagnostics.Stopwatch.Frequency;

    /// <summary>True on the shard's own thread.</summary>
    public abstract bool IsCurrent { get; }

    /// <summary>Rented receive and send buffers of this shard; used on its thread only.</summary>
    public abstract ShardBuffers Buffers { get; }

    /// <summary>Awaits posted here come back to the shard's thread.</summary>
    public abstract SynchronizationContext SynchronizationContext { get; }

    /// <summary>Runs work on the shard's thread, soon. From any thread. Order is kept per posting thread.</summary>
    public abstract void Post(Action<object?> work, object? state);

    /// <summary>Runs an asynchronous function on the shard's thread; the task carries its end and its exception. From any thread.</summary>
    public abstract Task RunAsync(Func<ValueTask> work);

    /// <summary>Completes at the absolute time <paramref name="dueTicks"/> (see <see cref="Now"/>), at once where that has passed.</summary>
    public abstract ValueTask DelayUntil(long dueTicks, CancellationToken cancellationToken = default);

    /// <summary>Completes after <paramref name="delay"/>.</summary>
    public ValueTask Delay(TimeSpan delay, CancellationToken cancellationToken = default) =>
        DelayUntil(Now + (long)(delay.TotalSeconds * TicksPerSecond), cancellationToken);

    /// <summary>
    /// Calls <paramref name="work"/> once on the shard's thread when the events of this turn of the loop are done.
    /// For coalescing: many writes in one turn, one flush.
    /// </summary>
    public abstract void AtEndOfTurn(Action<object?> work, object? state);

    /// <summary>Connects over TCP.</summary>
    public abstract ValueTask<TcpLink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken = default);

    /// <summary>Listens on a TCP address; port 0 lets the system choose.</summary>
    public abstract TcpListener Listen(IPEndPoint local, TcpListenOptions? options = null);

    /// <summary>Stops the loop: links and listeners close, pending awaits fail, the thread ends.</summary>
    public abstract void Dispose();
}
