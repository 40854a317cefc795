namespace Millrace.Faults;

/// <summary>What one proxy has counted. Written on its shard, read from anywhere.</summary>
internal sealed class ProxyCounters
{
    /// <summary>Towards the upstream.</summary>
    public DirectionCounters Up { get; } = new();

    /// <summary>Towards the clients.</summary>
    public DirectionCounters Down { get; } = new();

    /// <summary>Connections that were accepted, or UDP flows that began.</summary>
    public long Accepted;

    /// <summary>Connections, or flows, that were refused because there were too many.</summary>
    public long Refused;

    /// <summary>Connections whose upstream could not be reached.</summary>
    public long Unreachable;

    /// <summary>Connections that a fault has reset or cut.</summary>
    public long Struck;

    /// <summary>Connections, or flows, that are open.</summary>
    public long Open;

    /// <summary>Faults that it has.</summary>
    public long Faults;
}

/// <summary>What one direction of a proxy has counted.</summary>
internal sealed class DirectionCounters
{
    /// <summary>Bytes that came in.</summary>
    public long Received;

    /// <summary>Bytes that went out.</summary>
    public long Sent;

    /// <summary>Datagrams that came in; UDP only.</summary>
    public long DatagramsReceived;

    /// <summary>Datagrams that went out; UDP only.</summary>
    public long DatagramsSent;

    /// <summary>Datagrams that this proxy had no room for, which is no fault that was asked for; UDP only.</summary>
    public long DatagramsDropped;
}
