using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Routing;

/// <summary>What was sent to one tracked client: how many messages, and the newest of them.</summary>
/// <param name="token">What the client has to show to get them.</param>
internal sealed class History(string token)
{
    private readonly Queue<(WebSocketMessageKind Kind, SharedPayload Payload)> _kept = [];

    public string Token { get; } = token;

    /// <summary>How many messages there have been; the newest has this number.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes kept.</summary>
    public long Bytes { get; private set; }

    /// <summary>Messages kept: the newest ones.</summary>
    public int Count => _kept.Count;

    /// <summary>What the client's connection begins after: it has everything up to this.</summary>
    public long BeginsAfter { get; set; }

    /// <summary>True where the connection continues an earlier one.</summary>
    public bool IsRecovered { get; set; }

    /// <summary>When it is no longer waited for, while it has no connection.</summary>
    public long WaitsUntil { get; set; }

    /// <summary>Its place among those who are waited for; null while it has a connection.</summary>
    public LinkedListNode<Session>? Place { get; set; }

    /// <summary>True where everything after this message is kept.</summary>
    public bool Reaches(long offset) => offset <= Offset && offset >= Offset - Count;

    /// <summary>Keeps the next message. Returns how many bytes that nobody had kept.</summary>
    public int Add(WebSocketMessageKind kind, SharedPayload payload)
    {
        _kept.Enqueue((kind, payload));
        Bytes += payload.Bytes.Length;
        Offset++;
        return payload.Users++ == 0 ? payload.Bytes.Length : 0;
    }

    /// <summary>Drops the oldest message kept. Returns how many bytes nobody needs any more.</summary>
    public int DropOldest()
    {
        SharedPayload payload = _kept.Dequeue().Payload;
        Bytes -= payload.Bytes.Length;
        return --payload.Users == 0 ? payload.Bytes.Length : 0;
    }

    /// <summary>The messages after one that it <see cref="Reaches"/>, oldest first.</summary>
    public IEnumerable<(WebSocketMessageKind Kind, SharedPayload Payload)> After(long offset) => _kept.Skip((int)(offset - (Offset - Count)));
}
