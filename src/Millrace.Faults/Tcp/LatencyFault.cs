namespace Millrace.Faults;

/// <summary>Delays what passes: each piece by <c>delay</c>, more or less by up to <c>jitter</c>. Order is kept, so a piece waits for those before it, as on a TCP stream.</summary>
public sealed class LatencyFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "latency",
        Summary = "delays what passes; order is kept",
        Parameters =
        [
            new("delay", FaultParameterKind.Duration, null, "the time added") { Positional = true },
            new("jitter", FaultParameterKind.Duration, "0ms", "more or less by up to this, evenly"),
            Direction(Downstream),
            Share,
        ],
        Scope = FaultScope.Tcp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [PathAttribute.Milliseconds("latency"), PathAttribute.Milliseconds("jitter")];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "delay", "200ms") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double>
    {
        ["latency"] = Milliseconds(arguments, "delay"),
        ["jitter"] = Milliseconds(arguments, "jitter"),
    };

    internal override TcpStage Begin(FaultSettings settings, long now) => new Stage(settings);

    private sealed class Stage(FaultSettings settings) : TcpStage
    {
        private readonly long _latency = settings.Milliseconds("latency");
        private readonly long _jitter = settings.Milliseconds("jitter");
        private long _last;

        // A pull looks at the first only: never due before the one in front.
        public override void Push(in Piece piece, long now) => Keep(piece, _last = Math.Max(_last, now + settings.Jittered(_latency, _jitter)));
    }
}
