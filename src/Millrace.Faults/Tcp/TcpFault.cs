namespace Millrace.Faults;

/// <summary>A fault on TCP connections. Its toxicity is the share of connections that it strikes.</summary>
public abstract class TcpFault : PathFaultKind
{
    private protected static FaultParameter Share => Toxicity("connections");

    /// <summary>True where it closes the port and is no stage of a connection.</summary>
    internal virtual bool ClosesPort => false;

    /// <summary>Makes what it does to one direction of one connection from <paramref name="now"/> on.</summary>
    internal abstract TcpStage Begin(FaultSettings settings, long now);
}
