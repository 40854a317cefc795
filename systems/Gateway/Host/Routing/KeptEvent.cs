namespace Millrace.Gateway.Host.Routing;

/// <summary>An event that waits for a backend, or for its acknowledgement.</summary>
internal readonly ref struct KeptEvent(Session session, EventKind kind, ReadOnlySpan<byte> payload, byte redeliveries = 0)
{
    /// <summary>Whose event it is.</summary>
    public Session Session { get; } = session;

    /// <summary>What happened.</summary>
    public EventKind Kind { get; } = kind;

    /// <summary>A message's bytes; empty for everything else, which is in the session.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>How many backends have left that had been sent it and had not acknowledged it.</summary>
    public byte Redeliveries { get; } = redeliveries;
}
