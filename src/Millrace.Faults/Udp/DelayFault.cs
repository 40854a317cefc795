namespace Millrace.Faults;

/// <summary>Delays datagrams: each by <c>delay</c>, more or less by up to <c>jitter</c>. With jitter they may overtake one another, as on a real path.</summary>
public sealed class DelayFault : UdpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "delay",
        Summary = "delays datagrams; with jitter they may overtake one another",
        Parameters =
        [
            new("delay", FaultParameterKind.Duration, null, "the time added") { Positional = true },
            new("jitter", FaultParameterKind.Duration, "0ms", "more or less by up to this, evenly"),
            Direction(Downstream),
            Share,
        ],
        Scope = FaultScope.Udp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [PathAttribute.Milliseconds("delay"), PathAttribute.Milliseconds("jitter")];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "delay", "100ms") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double>
    {
        ["delay"] = Milliseconds(arguments, "delay"),
        ["jitter"] = Milliseconds(arguments, "jitter"),
    };

    internal override UdpStage Begin(FaultSettings settings) => new Stage(settings);

    private sealed class Stage(FaultSettings settings) : UdpStage
    {
        private readonly long _delay = settings.Milliseconds("delay");
        private readonly long _jitter = settings.Milliseconds("jitter");
        private readonly PriorityQueue<byte[], (long Due, long Number)> _held = new();
        private long _number;
        private long _bytes;

        public override long Held => _bytes + (64L * _held.Count);

        public override long NextDue => _held.TryPeek(out _, out (long Due, long) first) ? first.Due : long.MaxValue;

        public override void Push(byte[] datagram, long now, Action<byte[]> next)
        {
            _held.Enqueue(datagram, (now + settings.Jittered(_delay, _jitter), _number++));
            _bytes += datagram.Length;
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
            byte[] first = _held.Dequeue();
            _bytes -= first.Length;
            next(first);
        }
    }
}
