namespace Millrace.Faults;

/// <summary>
/// Resets connections (a TCP RST on both sides, what is under way is lost): those that are open, and every new one while it holds. On a timeline it is one event unless an end is
/// given.
/// </summary>
public sealed class ResetPeerFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "reset_peer",
        Summary = "resets the open connections (TCP RST); with an end, new ones too until then",
        Parameters = [Share],
        End = FaultEnd.Optional,
        Scope = FaultScope.Tcp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [PathAttribute.Milliseconds("timeout")];

    /// <inheritdoc/>
    public override TimeSpan? HoldFor(FaultArguments arguments) => TimeSpan.Zero;

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double> { ["timeout"] = 0 };

    internal override TcpStage Begin(FaultSettings settings, long now) => new Stage(now + settings.Milliseconds("timeout"));

    private sealed class Stage(long strikesAt) : TcpStage
    {
        public override long StrikesAt => strikesAt;

        public override PieceKind Strike => PieceKind.Reset;

        public override void Push(in Piece piece, long now) => Keep(piece, 0);
    }
}
