namespace Millrace.WebSockets;

/// <summary>An application's answer to an <see cref="UpgradeRequest"/>, before any 101 is sent.</summary>
public sealed class UpgradeDecision
{
    private UpgradeDecision(int status, string reason, TimeSpan? retryAfter, string? subprotocol, HttpFields headers)
    {
        Status = status;
        Reason = reason;
        RetryAfter = retryAfter;
        Subprotocol = subprotocol;
        Headers = headers;
    }

    /// <summary>The HTTP status: 101 accepts.</summary>
    public int Status { get; }

    /// <summary>Sent as the body of a refusal.</summary>
    public string Reason { get; }

    /// <summary>Asks the client to wait this long; sent in whole seconds, rounded up.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>Overrides the choice among the client's subprotocols.</summary>
    public string? Subprotocol { get; }

    /// <summary>Further header fields of the answer.</summary>
    public HttpFields Headers { get; }

    /// <summary>True when the connection is accepted.</summary>
    public bool IsAccepted => Status == 101;

    /// <summary>Accepts, optionally with a subprotocol out of the client's offer and further header fields.</summary>
    public static UpgradeDecision Accept(string? subprotocol = null, HttpFields? headers = null) =>
        new(101, "", null, subprotocol, headers ?? []);

    /// <summary>Refuses with a status of 300 to 599 and a reason that the client may read.</summary>
    public static UpgradeDecision Refuse(int status, string reason, TimeSpan? retryAfter = null, HttpFields? headers = null)
    {
        if (status is < 300 or > 599)
        {
            throw new ArgumentOutOfRangeException(nameof(status), status, "A refusal has a status of 300 to 599.");
        }

        return new(status, reason, retryAfter, null, headers ?? []);
    }
}
