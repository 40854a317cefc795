namespace Millrace.Faults;

/// <summary>Loses datagrams, each by itself with the same probability.</summary>
public sealed class LossFault : UdpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "loss",
        Summary = "loses datagrams, each by itself",
        Parameters = [new("share", FaultParameterKind.Share, null, "the share that is lost, each way") { Positional = true }, Direction(Both), Share],
        Scope = FaultScope.Udp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [PathAttribute.Probability("probability", 1)];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "share", "5%") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) =>
        new Dictionary<string, double> { ["probability"] = arguments.Share("share") };

    internal override UdpStage Begin(FaultSettings settings) => new Stage(settings.Number("probability"), settings.Random);

    private sealed class Stage(double probability, Random random) : UdpStage
    {
        public override void Push(byte[] datagram, long now, Action<byte[]> next)
        {
            if (random.NextDouble() >= probability) { next(datagram); }
        }
    }
}
