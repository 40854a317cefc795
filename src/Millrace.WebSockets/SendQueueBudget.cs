namespace Millrace.WebSockets;

/// <summary>
/// A bound on what all connections of a server together may hold for peers that do not take it, in bytes of buffer. While it is exceeded a
/// connection that has something queued takes no more, as if its own queue were full.
/// </summary>
public sealed class SendQueueBudget
{
    private readonly long _maxBytes;
    private volatile SendQueueShare[] _shares = [];

    /// <summary>A budget of so many bytes, 1 or more.</summary>
    public SendQueueBudget(long maxBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, 1);
        _maxBytes = maxBytes;
    }

    /// <summary>Most bytes that may be held.</summary>
    public long MaxBytes => _maxBytes;

    /// <summary>Bytes held now, over all shares.</summary>
    public long HeldBytes
    {
        get
        {
            long sum = 0;
            foreach (SendQueueShare share in _shares)
            {
                sum += share.HeldBytes;
            }

            return sum;
        }
    }

    /// <summary>True while more is held than may be.</summary>
    public bool IsExceeded => HeldBytes > _maxBytes;

    /// <summary>A share for the connections of one shard; give it to them in <see cref="WebSocketOptions.SendQueueShare"/>. Before the shards run.</summary>
    public SendQueueShare NewShare()
    {
        SendQueueShare share = new(this);
        _shares = [.. _shares, share];
        return share;
    }
}
