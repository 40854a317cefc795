namespace Millrace.Faults;

/// <summary>Holds some datagrams back until <c>gap</c> later ones have overtaken them, but no longer than <c>within</c>, so that the last one of a burst comes too.</summary>
public sealed class ReorderFault : UdpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "reorder",
        Summary = "lets later datagrams overtake some",
        Parameters =
        [
            new("share", FaultParameterKind.Share, null, "the share that is overtaken") { Positional = true },
            new("gap", FaultParameterKind.Count, "3", "by how many datagrams"),
            new("within", FaultParameterKind.Duration, "100ms", "the longest that one is held back"),
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Udp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } =
    [
        PathAttribute.Probability("probability", 1), new("gap", "datagrams", 1, 1000, 3), new("within", "milliseconds", 1, 60_000, 100),
    ];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "share", "25%") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double>
    {
        ["probability"] = arguments.Share("share"),
        ["gap"] = arguments.Count("gap"),
        ["within"] = Milliseconds(arguments, "within"),
    };

    internal override UdpStage Begin(FaultSettings settings) => new Stage(settings);

    private sealed class Stage(FaultSettings settings) : UdpStage
    {
        private readonly double _probability = settings.Number("probability");
        private readonly int _gap = (int)settings.Whole("gap");
        private readonly long _within = settings.Milliseconds("within");

        // All wait for equally many, and equally long: who came first is free first.
        private readonly Queue<(byte[] Datagram, long Due, long OvertakenAt)> _held = new();
        private long _passed;
        private long _bytes;

        public override long Held => _bytes + (64L * _held.Count);

        public override long NextDue => _held.TryPeek(out (byte[], long Due, long) first) ? first.Due : long.MaxValue;

        public override void Push(byte[] datagram, long now, Action<byte[]> next)
        {
            if (settings.Random.NextDouble() < _probability)
            {
                _held.Enqueue((datagram, now + _within, _passed + _gap));
                _bytes += datagram.Length;
                return;
            }

            next(datagram);
            _passed++;
            while (_held.TryPeek(out (byte[], long, long OvertakenAt) first) && first.OvertakenAt <= _passed) { Give(next); }
        }

        public override void Fire(long now, Action<byte[]> next)
        {
            while (NextDue <= now) { Give(next); }
        }

        public override void Release(Action<byte[]> next)
        {
            while (_held.Count > 0) { Give(next); }
        }

        private void Give(Action<byte[]> next)
        {
            byte[] first = _held.Dequeue().Datagram;
            _bytes -= first.Length;
            next(first);
        }
    }
}
