namespace Millrace.Faults;

/// <summary>
/// Loses datagrams in bursts, by the model of Gilbert and Elliott: the line is good or bad, and changes before each datagram with the probabilities <c>enter</c> (good to bad) and
/// <c>leave</c> (bad to good). A burst lasts 1/leave datagrams on average, and the line is bad for enter / (enter + leave) of them.
/// </summary>
/// <remarks>E. O. Elliott, Estimates of Error Rates for Codes on Burst-Noise Channels, 1963; the parameters are p, r, 1 - h and 1 - k of netem's gemodel.</remarks>
public sealed class BurstLossFault : UdpFault
{
    /// <inheritdoc/>
    public override FaultInfo Info { get; } = new()
    {
        Name = "burst_loss",
        Summary = "loses datagrams in bursts (Gilbert-Elliott)",
        Parameters =
        [
            new("enter", FaultParameterKind.Share, "1%", "probability of a burst's begin, a datagram") { Positional = true },
            new("leave", FaultParameterKind.Share, "25%", "probability of a burst's end, a datagram") { Positional = true },
            new("bad", FaultParameterKind.Share, "100%", "share lost within a burst"),
            new("good", FaultParameterKind.Share, "0%", "share lost between bursts"),
            Direction(Both),
            Share,
        ],
        Scope = FaultScope.Udp,
    };

    internal override IReadOnlyList<PathAttribute> Attributes { get; } =
    [
        PathAttribute.Probability("enter", 0.01), PathAttribute.Probability("leave", 0.25), PathAttribute.Probability("bad", 1), PathAttribute.Probability("good", 0),
    ];

    internal override string? CheckValues(IReadOnlyDictionary<string, double> attributes) =>
        attributes["enter"] + attributes["leave"] == 0 ? "burst_loss: enter and leave are both 0, so the line would never change; give one of them" : null;

    internal override IReadOnlyDictionary<string, double> ToAttributes(FaultArguments arguments) => new Dictionary<string, double>
    {
        ["enter"] = arguments.Share("enter"),
        ["leave"] = arguments.Share("leave"),
        ["bad"] = arguments.Share("bad"),
        ["good"] = arguments.Share("good"),
    };

    internal override UdpStage Begin(FaultSettings settings) => new Stage(settings);

    private sealed class Stage : UdpStage
    {
        private readonly Random _random;
        private readonly double _enter, _leave, _bad, _good;
        private bool _isBad;

        public Stage(FaultSettings settings)
        {
            _random = settings.Random;
            (_enter, _leave) = (settings.Number("enter"), settings.Number("leave"));
            (_bad, _good) = (settings.Number("bad"), settings.Number("good"));

            // As the line is at any moment: short flows would otherwise all begin on a good one and lose less than was asked for.
            _isBad = _random.NextDouble() < _enter / (_enter + _leave);
        }

        public override void Push(byte[] datagram, long now, Action<byte[]> next)
        {
            _isBad = _random.NextDouble() < (_isBad ? _leave : _enter) ? !_isBad : _isBad;
            if (_random.NextDouble() >= (_isBad ? _bad : _good)) { next(datagram); }
        }
    }
}
