namespace Millrace.Faults;

/// <summary>The target is not there: its port is closed, so that connecting is refused, and the open connections are cut.</summary>
public sealed class DownFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "down",
        Summary = "closes the port and cuts the open connections; connecting is refused",
        Scope = FaultScope.Tcp,
    };

    internal override bool ClosesPort => true;

    internal override IReadOnlyList<PathAttribute> Attributes => [];

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double>();

    internal override TcpStage Begin(FaultSettings settings, long now) => throw new InvalidOperationException("down closes a port; it is no stage of a connection");
}
