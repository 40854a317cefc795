namespace Millrace.WebSockets;

/// <summary>What becomes of a message for a peer whose send queue is full.</summary>
public enum SendQueuePolicy : byte
{
    /// <summary>It is refused; the sender decides.</summary>
    Refuse,

    /// <summary>It takes the place of the oldest whole messages that have not begun to leave; see <see cref="WebSocketLink.DroppedMessages"/>.</summary>
    DropOldest,
}
