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
        private readonly List<(byte[] Datagram, long Due, int Left)> _held = [];

        public override long Held => _held.Sum(h => h.Datagram.Length + 64L);

        public override long NextDue => _held.Count == 0 ? long.MaxValue : _held[0].Due;

        public override void Push(byte[] datagram, long now, Action<byte[]> next)
        {
            if (settings.Random.NextDouble() < _probability)
            {
                _held.Add((datagram, now + _within, _gap));
                return;
            }

            next(datagram);
            for (int i = 0; i < _held.Count;)
            {
                (byte[] held, long due, int left) = _held[i];
                if (left > 1) { _held[i++] = (held, due, left - 1); }
                else
                {
                    _held.RemoveAt(i);
                    next(held);
                }
            }
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
            byte[] first = _held[0].Datagram;
            _held.RemoveAt(0);
            next(first);
        }
    }
}
