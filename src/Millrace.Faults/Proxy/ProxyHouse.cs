using Microsoft.Extensions.Logging;

namespace Millrace.Faults;

/// <summary>What all proxies of a server share: its bounds, and its log.</summary>
internal sealed class ProxyHouse(FaultProxyOptions options, ILogger log)
{
    /// <summary>Faults that a proxy may have.</summary>
    public const int MaxFaults = 64;

    private int _inside;

    public FaultProxyOptions Options => options;

    public ILogger Log => log;

    public HeldBytes Held { get; } = new(options.MaxHeldBytes, options.MaxHeldBytesInAll);

    /// <summary>Connections and flows that are open.</summary>
    public int Inside => Volatile.Read(ref _inside);

    /// <summary>Takes a place for a connection; false where none is free.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _inside) <= options.MaxConnections) { return true; }
        Interlocked.Decrement(ref _inside);
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => Interlocked.Decrement(ref _inside);
}
