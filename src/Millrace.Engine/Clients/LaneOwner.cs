using Millrace.Engine.Dispatch;
using Millrace.Engine.Metering;

namespace Millrace.Engine.Clients;

/// <summary>What a client's lane needs of its shard.</summary>
internal abstract class LaneOwner
{
    public abstract Meter Meter { get; }

    public abstract Dispatcher Dispatcher { get; }

    /// <summary>What starts are counted for until a client has begun it.</summary>
    public virtual OperationId StartOperation => default;

    /// <summary>The most operations that a client has in flight.</summary>
    public abstract int Window { get; }

    public abstract long TimeoutTicks { get; }

    public abstract TimeSpan ConnectTimeout { get; }

    /// <summary>The engine's own operation: one attempt to connect.</summary>
    public abstract OperationId ConnectOperation { get; }

    /// <summary>A client has connected.</summary>
    public abstract void CameUp(ClientLane lane);

    /// <summary>A client has lost its connection.</summary>
    public abstract void WentDown(ClientLane lane, string kind);

    /// <summary>An exception came out of a client; the first of each kind is kept for the report.</summary>
    public abstract void Heard(Exception exception);
}
