using Millrace.Gateway.Host.Admission;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Metrics;

/// <summary>
/// What one shard has counted. Written on the shard's thread only, as plain fields, so that a message costs two additions;
/// read from anywhere, at worst a moment old.
/// </summary>
internal sealed class GatewayCounters
{
    public const int FirstCloseCode = 1000;

    public long Open;
    public long Opened;
    public long MessagesIn;
    public long MessagesOut;
    public long BytesIn;
    public long BytesOut;
    public long AcceptPauses;

    /// <summary>Messages to clients that did not keep up: refused or dropped from their queues.</summary>
    public long MessagesDropped;

    /// <summary>By <see cref="RefusalReason"/>.</summary>
    public readonly long[] Refused = new long[Enum.GetValues<RefusalReason>().Length];

    /// <summary>By <see cref="WebSocketCloseKind"/>.</summary>
    public readonly long[] Closed = new long[Enum.GetValues<WebSocketCloseKind>().Length];

    /// <summary>Broken rules of protocol and limits by the close code we answered with, less <see cref="FirstCloseCode"/>.</summary>
    public readonly long[] Violations = new long[16];

    public void Refuse(RefusalReason reason) => Refused[(int)reason]++;

    public void Close(WebSocketCloseKind kind, WebSocketCloseCode code)
    {
        Closed[(int)kind]++;
        if (kind == WebSocketCloseKind.ProtocolViolation)
        {
            Violations[Math.Clamp((int)code - FirstCloseCode, 0, Violations.Length - 1)]++;
        }
    }
}
