namespace Millrace.Faults;

/// <summary>
/// Nothing passes: a black hole, as when a cable is out. With a <c>timeout</c> above 0 the connection is closed so long after the fault struck it; with 0 never, and when the fault is
/// taken away everything flows again. What came meanwhile is kept, and the sender is not read any more: no byte of a connection that lives on is lost.
/// </summary>
/// <remarks>Toxiproxy drops what comes meanwhile, and closes the connections when the toxic is removed.</remarks>
public sealed class TimeoutFault : TcpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "timeout",
        Summary = "lets nothing pass (a partition); with a time above 0 it closes the connection after it",
        Parameters =
        [
            new("timeout", FaultParameterKind.Duration, "0ms", "after how long the connection is closed; 0: never") { Positional = true },
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Tcp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [PathAttribute.Milliseconds("timeout")];

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) =>
        new Dictionary<string, double> { ["timeout"] = Milliseconds(arguments, "timeout") };

    internal override TcpStage Begin(FaultSettings settings, long now) => new Stage(settings.Milliseconds("timeout"), now);

    private sealed class Stage(long timeout, long now) : TcpStage
    {
        public override bool Accepts => false;

        public override long NextDue => long.MaxValue;

        public override long StrikesAt { get; } = timeout == 0 ? long.MaxValue : now + timeout;

        // Only what was under way already when the fault came, and what a stage before it gives up.
        public override void Push(in Piece piece, long now) => Keep(piece, long.MaxValue);
    }
}
