namespace Millrace.Faults;

/// <summary>Cuts what passes into small pieces, each sent by itself, with a pause behind each if one is given: what a receiver that counts on whole messages gets wrong.</summary>
public sealed class SlicerFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "slicer",
        Summary = "cuts what passes into small pieces",
        Parameters =
        [
            new("size", FaultParameterKind.Count, "64", "average bytes of a piece") { Positional = true },
            new("variation", FaultParameterKind.Count, "0", "more or less by up to so many bytes; less than the size"),
            new("delay", FaultParameterKind.Duration, "0ms", "the pause after each piece"),
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Tcp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } =
    [
        new("average_size", "bytes", 1, 1 << 30, 64),
        new("size_variation", "bytes", 0, 1 << 30),
        new("delay", "microseconds", 0, PathAttribute.LongestMilliseconds * 1000),
    ];

    internal override string? CheckValues(IReadOnlyDictionary<string, double> attributes) => attributes["size_variation"] >= attributes["average_size"]
        ? FormattableString.Invariant($"slicer: the variation is {attributes["size_variation"]} bytes; it must be less than the average size, {attributes["average_size"]}")
        : null;

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double>
    {
        ["average_size"] = arguments.Count("size"),
        ["size_variation"] = arguments.Count("variation"),
        ["delay"] = Math.Floor(arguments.Duration("delay").TotalMicroseconds),
    };

    internal override TcpStage Begin(FaultSettings settings, long now) => new Stage(settings);

    private sealed class Stage(FaultSettings settings) : TcpStage
    {
        // With pauses it is a slow line too; then it is its sender that waits.
        private const int Waiting = 16 * 1024;

        private readonly int _size = (int)settings.Whole("average_size");
        private readonly int _variation = (int)settings.Whole("size_variation");
        private readonly long _delay = settings.Microseconds("delay");
        private long _free;

        public override bool Accepts => Held < Waiting;

        public override void Push(in Piece piece, long now)
        {
            _free = Math.Max(_free, now);
            if (piece.Kind != PieceKind.Data)
            {
                Keep(piece, _free);
                return;
            }

            for (ReadOnlyMemory<byte> left = piece.Bytes; !left.IsEmpty;)
            {
                int size = Math.Min(left.Length, _size - _variation + settings.Random.Next((2 * _variation) + 1));
                Keep(Piece.Data(left[..size]), _free);
                left = left[size..];
                _free += _delay;
            }
        }
    }
}
