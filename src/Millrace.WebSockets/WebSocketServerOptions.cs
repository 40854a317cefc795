using Millrace.Shards;
using Millrace.WebSockets.Handshake;

namespace Millrace.WebSockets;

/// <summary>How a server answers opening handshakes.</summary>
public sealed record WebSocketServerOptions
{
    /// <summary>The defaults.</summary>
    public static WebSocketServerOptions Default { get; } = new();

    /// <summary>Limits and times of the connections.</summary>
    public WebSocketOptions Connection { get; init; } = WebSocketOptions.Default;

    /// <summary>Time for the client to send its whole request and to take its answer; then it gets a 408, or the connection is cut. 10 ms to 10 min.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Time for <see cref="Decide"/> to answer, which is not the client's to spend; then the client gets a 504. Null gives it what is left
    /// of <see cref="HandshakeTimeout"/>, and a 408 at its end. 10 ms to 10 min.
    /// </summary>
    public TimeSpan? DecideTimeout { get; init; }

    /// <summary>Largest request head, in bytes; a larger one gets 431. 256 to 16384.</summary>
    public int MaxHeadBytes { get; init; } = 8 * 1024;

    /// <summary>Longest request target, in bytes; a longer one gets 414. 1 to 16384.</summary>
    public int MaxTargetBytes { get; init; } = 4 * 1024;

    /// <summary>Most header fields; more get 431. 5 to 1000.</summary>
    public int MaxHeaders { get; init; } = 100;

    /// <summary>By which names the server lets itself be called; others get 421. Give <see cref="HostPolicy.Local"/> or a list where no page of a stranger may reach it.</summary>
    public HostPolicy Hosts { get; init; } = HostPolicy.Any;

    /// <summary>Which web pages may connect.</summary>
    public OriginPolicy Origins { get; init; } = OriginPolicy.Default;

    /// <summary>Subprotocols the server speaks, best first; the first that the client offers too is chosen.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>
    /// Accepts or refuses a valid request; null accepts all. Its token is cancelled when the client leaves, sends more before it is answered, or time is
    /// up. Another exception that it throws is answered with 500 and rethrown.
    /// </summary>
    public Func<UpgradeRequest, CancellationToken, ValueTask<UpgradeDecision>>? Decide { get; init; }

    /// <summary>True for a name that a subprotocol may have: a token of RFC 9110 section 5.6.2.</summary>
    public static bool IsSubprotocol(string name) => HttpSyntax.IsToken(name);

    /// <summary>Everything that is wrong with these options, in words; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new OptionErrors();
        errors.Range(nameof(HandshakeTimeout), HandshakeTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        if (DecideTimeout is { } decideTimeout)
        {
            errors.Range(nameof(DecideTimeout), decideTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        }

        errors.Range(nameof(MaxHeadBytes), MaxHeadBytes, 256, ShardBuffers.Size, "bytes");
        errors.Range(nameof(MaxTargetBytes), MaxTargetBytes, 1, ShardBuffers.Size, "bytes");
        errors.Range(nameof(MaxHeaders), MaxHeaders, 5, 1000, "fields");
        errors.AddRange(Hosts.Validate());
        errors.AddRange(Origins.Validate());
        errors.AddTokens(nameof(Subprotocols), Subprotocols);
        errors.AddRange(Connection.Validate());
        return errors.All;
    }
}
