using System.Diagnostics.Metrics;

namespace Millrace.Amqp.Metrics;

/// <summary>
/// What one connection of a client counts, in the meter <c>Millrace.Amqp.Client</c>; every instrument carries the tag <c>link</c> (publish, consume). Instruments are the
/// process's, so that many clients share them.
/// </summary>
internal sealed class LinkMetrics(string link)
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Millrace.Amqp.Client";

    private static readonly Meter Meter = new(MeterName);
    private static readonly UpDownCounter<int> Connections = Meter.CreateUpDownCounter<int>("millrace.amqp.client.connections", "{connection}", "Connections that are open.");
    private static readonly Counter<long> Epochs = Meter.CreateCounter<long>("millrace.amqp.client.epochs", "{epoch}", "Connections made, the first ones included.");
    private static readonly Counter<long> Losses = Meter.CreateCounter<long>("millrace.amqp.client.losses", "{loss}", "Connections lost, by cause.");
    private static readonly Counter<long> Attempts = Meter.CreateCounter<long>("millrace.amqp.client.connect.attempts", "{attempt}", "Attempts to connect, by outcome.");
    private static readonly Histogram<double> Recovery = Meter.CreateHistogram<double>("millrace.amqp.client.recovery.duration", "s", "From a loss until topology and consumers are back.");
    private static readonly Counter<double> Blocked = Meter.CreateCounter<double>("millrace.amqp.client.blocked.duration", "s", "Time for which a broker blocked the connection.");
    private static readonly Counter<long> Probes = Meter.CreateCounter<long>("millrace.amqp.client.probes", "{probe}", "Questions to silent connections, by outcome.");
    private static readonly Counter<long> TopologyFailures = Meter.CreateCounter<long>("millrace.amqp.client.topology.failures", "{entity}", "Exchanges, queues and bindings that could not be put back.");

    private readonly KeyValuePair<string, object?> _link = new("link", link);

    /// <summary>outcome: ok, refused, unavailable, superseded.</summary>
    public void Attempted(string outcome) => Attempts.Add(1, _link, new("outcome", outcome));

    public void Opened(TimeSpan? outage)
    {
        Epochs.Add(1, _link);
        Connections.Add(1, _link);
        if (outage is { } away)
        {
            Recovery.Record(away.TotalSeconds, _link);
        }
    }

    public void Lost(AmqpLossCause cause)
    {
        Connections.Add(-1, _link);
        Losses.Add(1, _link, new("cause", Word(cause)));
    }

    public void Closed() => Connections.Add(-1, _link);

    public void Unblocked(TimeSpan after) => Blocked.Add(after.TotalSeconds, _link);

    /// <summary>outcome: answered, lost, extended (not answered in time, and given more since the broker seems to be busy or blocks us).</summary>
    public void Probed(string outcome) => Probes.Add(1, _link, new("outcome", outcome));

    public void TopologyFailed() => TopologyFailures.Add(1, _link);

    private static string Word(AmqpLossCause cause) => cause switch
    {
        AmqpLossCause.Network => "network",
        AmqpLossCause.EndOfStream => "end_of_stream",
        AmqpLossCause.Broker => "broker",
        AmqpLossCause.Heartbeat => "heartbeat",
        AmqpLossCause.Probe => "probe",
        _ => "operation",
    };
}
