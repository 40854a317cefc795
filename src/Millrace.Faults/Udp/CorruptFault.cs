namespace Millrace.Faults;

/// <summary>Turns round bits of some datagrams; their checksums are right all the same, so the receiver's own checks must find it.</summary>
public sealed class CorruptFault : UdpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "corrupt",
        Summary = "turns round bits of some datagrams",
        Parameters =
        [
            new("share", FaultParameterKind.Share, null, "the share that is corrupted") { Positional = true },
            new("bits", FaultParameterKind.Count, "1", "bits turned round in each"),
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Udp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } = [PathAttribute.Probability("probability", 1), new("bits", "bits", 1, 1000, 1)];

    /// <inheritdoc/>
    public override string? Check(FaultArguments arguments) => Required(arguments, "share", "1%") ?? base.Check(arguments);

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double>
    {
        ["probability"] = arguments.Share("share"),
        ["bits"] = arguments.Count("bits"),
    };

    internal override UdpStage Begin(FaultSettings settings) => new Stage(settings);

    private sealed class Stage(FaultSettings settings) : UdpStage
    {
        private readonly double _probability = settings.Number("probability");
        private readonly long _bits = settings.Whole("bits");

        public override void Push(byte[] datagram, long now, Action<byte[]> next)
        {
            if (datagram.Length > 0 && settings.Random.NextDouble() < _probability)
            {
                for (long i = 0; i < _bits; i++)
                {
                    // Different bits in a row would be fairer; turning one round twice is so rare that it is not worth a set.
                    datagram[settings.Random.Next(datagram.Length)] ^= (byte)(1 << settings.Random.Next(8));
                }
            }

            next(datagram);
        }
    }
}
