using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Wire;
using Millrace.Hosting.Metrics;

namespace Millrace.Gateway.Host.Backends;

/// <summary>Writes the lines of a connection's own business; each is valid until the next. All but the heartbeat go to backends that said hello only.</summary>
internal sealed class BackendReplies
{
    private readonly LineWriter _line = new();

    /// <summary>Shows a backend that the gateway is there, and the gateway whether the connection still is.</summary>
    public ReadOnlySpan<byte> Heartbeat()
    {
        Begin(EventLines.HeartbeatId);
        EventLines.Heartbeat(_line);
        return _line.Written;
    }

    /// <summary>Answers a hello.</summary>
    public ReadOnlySpan<byte> Welcome(ReadOnlySpan<char> requestId, BackendAgreement agreement, BackendRules rules)
    {
        Begin(requestId);
        ExtendedEventLines.Welcome(_line, agreement.Acknowledges, agreement.Binary, rules.MaxLineBytes, (int)Math.Ceiling(rules.HeartbeatInterval.TotalSeconds));
        return _line.Written;
    }

    /// <summary>Says why the gateway ends the connection.</summary>
    public ReadOnlySpan<byte> Goodbye(string reason)
    {
        Begin("");
        ExtendedEventLines.Goodbye(_line, reason);
        return _line.Written;
    }

    /// <summary>Says why a line was refused.</summary>
    public ReadOnlySpan<byte> Problem(ReadOnlySpan<char> requestId, BackendActionKind action, string reason)
    {
        Begin(requestId);
        ExtendedEventLines.Problem(_line, reason, action == BackendActionKind.Unknown ? "" : EnumWords.Of<BackendActionKind>()[(int)action]);
        return _line.Written;
    }

    private void Begin(ReadOnlySpan<char> requestId)
    {
        _line.Clear();
        EventLines.Head(_line, requestId);
    }
}
