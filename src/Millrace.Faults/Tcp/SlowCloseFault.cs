namespace Millrace.Faults;

/// <summary>Lets a connection end only <c>delay</c> after its sender has ended it.</summary>
public sealed class SlowCloseFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "slow_close",
        Summary = "passes the end of a stream on late",
        Parameters =
        [
            new("delay", FaultParameterKind.Duration, null, "how late") { Positional = true },
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Tcp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [PathAttribute.Milliseconds("delay")];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "delay", "2s") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) =>
        new Dictionary<string, double> { ["delay"] = Milliseconds(arguments, "delay") };

    internal override TcpStage Begin(FaultSettings settings, long now) => new Stage(settings.Milliseconds("delay"));

    private sealed class Stage(long delay) : TcpStage
    {
        public override void Push(in Piece piece, long now) => Keep(piece, piece.Kind == PieceKind.End ? now + delay : 0);
    }
}
