namespace Millrace.Amqp.Host;

/// <summary>What the broker has done. Written on its shard, read by metrics from any thread.</summary>
internal sealed class BrokerCounters
{
    public long ConnectionsOpened { get; set; }

    public long ConnectionsRefused { get; set; }

    public long ConnectionsClosed { get; set; }

    public long HandshakesFailed { get; set; }

    public long HeartbeatsMissed { get; set; }

    public long ChannelsOpened { get; set; }

    public long ChannelErrors { get; set; }

    public long ConnectionErrors { get; set; }

    public long Published { get; set; }

    public long PublishedBytes { get; set; }

    public long Delivered { get; set; }

    public long DeliveredBytes { get; set; }

    public long Acknowledged { get; set; }

    public long Requeued { get; set; }

    public long Confirmed { get; set; }

    public long Nacked { get; set; }

    public long Returned { get; set; }

    public long Unroutable { get; set; }

    public long Expired { get; set; }

    public long Overflowed { get; set; }

    public long DeadLettered { get; set; }

    public long Blocked { get; set; }

    public long AcceptPauses { get; set; }

    public long BytesIn { get; set; }

    public long BytesOut { get; set; }
}
