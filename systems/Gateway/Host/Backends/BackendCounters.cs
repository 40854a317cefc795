namespace Millrace.Gateway.Host.Backends;

/// <summary>What the backend port has counted. Written on its shard's thread only, as plain fields; read from anywhere, at worst a moment old.</summary>
internal sealed class BackendCounters
{
    /// <summary>Backends that have joined and not left.</summary>
    public long Joined;

    /// <summary>Connections that have not joined yet.</summary>
    public long Waiting;

    public long Accepted;
    public long LinesIn;
    public long BytesIn;
    public long LinesOut;
    public long BytesOut;
    public long AcceptPauses;

    /// <summary>By <see cref="BackendEnd"/>.</summary>
    public readonly long[] Ended = new long[Enum.GetValues<BackendEnd>().Length];

    /// <summary>By <see cref="LineRefusal"/>.</summary>
    public readonly long[] LinesRefused = new long[Enum.GetValues<LineRefusal>().Length];
}
