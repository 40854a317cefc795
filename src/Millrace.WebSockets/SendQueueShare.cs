namespace Millrace.WebSockets;

/// <summary>What the connections of one shard hold out of a <see cref="SendQueueBudget"/>; written on that shard's thread only.</summary>
public sealed class SendQueueShare
{
    private readonly SendQueueBudget _budget;
    private long _heldBytes;

    internal SendQueueShare(SendQueueBudget budget) => _budget = budget;

    /// <summary>Bytes of buffer that hold waiting output. Read from anywhere, at worst a moment old.</summary>
    public long HeldBytes => Volatile.Read(ref _heldBytes);

    internal bool IsExceeded => _budget.IsExceeded;

    // One writer: plain arithmetic, so that an ordinary message pays for no interlocked operation.
    internal void Hold(int bytes) => Volatile.Write(ref _heldBytes, _heldBytes + bytes);

    internal void Give(int bytes) => Volatile.Write(ref _heldBytes, _heldBytes - bytes);
}
