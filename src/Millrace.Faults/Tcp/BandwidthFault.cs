namespace Millrace.Faults;

/// <summary>Lets through at most <c>rate</c> kilobytes a second (1 KB = 1,000 bytes, as in Toxiproxy); at 0 nothing.</summary>
public sealed class BandwidthFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "bandwidth",
        Summary = "lets through at most so many kilobytes a second",
        Parameters =
        [
            new("rate", FaultParameterKind.Count, null, "kilobytes a second (1 KB = 1,000 bytes), each way") { Positional = true },
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Tcp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [new("rate", "KB/s", 0, 1e9)];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "rate", "100") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) =>
        new Dictionary<string, double> { ["rate"] = arguments.Count("rate") };

    internal override TcpStage Begin(FaultSettings settings, long now) => new Stage(settings.Number("rate") * 1000);

    private sealed class Stage(double bytesPerSecond) : TcpStage
    {
        // A slow link shows in its sender, not in a buffer: little more than one read waits here.
        private const int Waiting = 16 * 1024;

        // So much goes at once: smooth enough to look like a slow line, coarse enough not to drown in timers.
        private const double SliceSeconds = 0.02;

        private readonly int _slice = (int)Math.Clamp(bytesPerSecond * SliceSeconds, 1, 64 * 1024);
        private long _free;

        public override bool Accepts => Held < Waiting;

        public override void Push(in Piece piece, long now)
        {
            if (piece.Kind != PieceKind.Data)
            {
                Keep(piece, bytesPerSecond == 0 ? long.MaxValue : Math.Max(_free, now));
                return;
            }

            for (ReadOnlyMemory<byte> left = piece.Bytes; !left.IsEmpty; left = left[Math.Min(_slice, left.Length)..])
            {
                ReadOnlyMemory<byte> slice = left[..Math.Min(_slice, left.Length)];

                // The last byte of a slice is through when the line has carried all of it.
                _free = bytesPerSecond == 0 ? long.MaxValue : Math.Max(_free, now) + FaultSettings.Ticks(slice.Length / bytesPerSecond);
                Keep(Piece.Data(slice), _free);
            }
        }
    }
}
