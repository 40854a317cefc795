using System.Diagnostics.CodeAnalysis;

namespace Millrace.WebSockets;

/// <summary>The outcome of one opening handshake on a server: a connection, or a refusal that has been answered already.</summary>
public sealed class WebSocketAccept
{
    internal WebSocketAccept(WebSocketLink link, UpgradeRequest request) => (Link, Request, Status, Reason) = (link, request, 101, "");

    internal WebSocketAccept(int status, string reason, UpgradeRequest? request) => (Status, Reason, Request) = (status, reason, request);

    /// <summary>True when there is a connection.</summary>
    [MemberNotNullWhen(true, nameof(Link), nameof(Request))]
    public bool IsAccepted => Link is not null;

    /// <summary>The connection; null when refused.</summary>
    public WebSocketLink? Link { get; }

    /// <summary>The client's request; null when it was not a valid one.</summary>
    public UpgradeRequest? Request { get; }

    /// <summary>101, the status of the refusal, or 0 when the client left before it could be answered.</summary>
    public int Status { get; }

    /// <summary>Why it was refused; empty when accepted.</summary>
    public string Reason { get; }
}
