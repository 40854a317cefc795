namespace Millrace.Faults;

/// <summary>Closes a connection once so many bytes have passed; what lies beyond them is lost.</summary>
public sealed class LimitDataFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "limit_data",
        Summary = "closes a connection once so many bytes have passed",
        Parameters =
        [
            new("bytes", FaultParameterKind.Count, null, "bytes that pass, each way") { Positional = true },
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Tcp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [new("bytes", "bytes", 0, 1L << 50)];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "bytes", "65536") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) =>
        new Dictionary<string, double> { ["bytes"] = arguments.Count("bytes") };

    internal override TcpStage Begin(FaultSettings settings, long now) => new Stage(settings.Whole("bytes"));

    private sealed class Stage(long bytes) : TcpStage
    {
        private long _passed;
        private bool _cut;

        public override void Push(in Piece piece, long now)
        {
            if (_cut) { return; }
            if (piece.Kind != PieceKind.Data)
            {
                Keep(piece, 0);
                return;
            }

            int passes = (int)Math.Min(piece.Bytes.Length, Math.Max(0, bytes - _passed));
            if (passes > 0) { Keep(Piece.Data(piece.Bytes[..passes]), 0); }
            _passed += passes;
            if (_passed >= bytes)
            {
                _cut = true;
                Keep(Piece.Cut, 0);
            }
        }

        public override void Continue(TcpStage before) => _passed = before is Stage stage ? stage._passed : 0;
    }
}
