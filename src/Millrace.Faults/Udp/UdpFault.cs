namespace Millrace.Faults;

/// <summary>A fault on UDP datagrams. Its toxicity is the share of datagrams that it looks at; the others pass it by.</summary>
public abstract class UdpFault : PathFaultKind
{
    private protected static FaultParameter Share => Toxicity("datagrams");

    /// <summary>Makes what it does to one direction of one flow.</summary>
    internal abstract UdpStage Begin(FaultSettings settings);
}
