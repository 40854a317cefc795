using System.Diagnostics.Metrics;

namespace Millrace.Amqp.Metrics;

/// <summary>What pools, publishers and consumers of the process count, in the meter <c>Millrace.Amqp.Client</c>.</summary>
internal static class WorkMetrics
{
    private const string Prefix = "millrace.amqp.client.";
    private const string Message = "{message}";
    private const string Channel = "{channel}";
    private static readonly Meter s_meter = new(LinkMetrics.MeterName);

    public static LiveCounts<ChannelPoolTotals> Pools { get; } = new LiveCounts<ChannelPoolTotals>(s_meter)
        .Counter(Prefix + "pool.leases", "{lease}", "Channels rented.", totals => totals.Rented)
        .Counter(Prefix + "pool.opened", Channel, "Channels that pools opened.", totals => totals.Opened)
        .Counter(Prefix + "pool.replaced", Channel, "Of these, in place of a broken one.", totals => totals.Replaced)
        .Counter(Prefix + "pool.timeouts", "{caller}", "Callers that waited for a channel in vain.", totals => totals.Timeouts)
        .Counter(Prefix + "pool.double_releases", "{lease}", "Leases released twice: mistakes of the program.", totals => totals.DoubleReleases)
        .Counter(Prefix + "pool.uses_after_release", "{lease}", "Leases used after their release: mistakes of the program.", totals => totals.UsesAfterRelease)
        .Gauge(Prefix + "pool.in_use", Channel, "Channels that are rented now.", totals => totals.InUse)
        .Gauge(Prefix + "pool.waiting", "{caller}", "Callers that wait for a channel now.", totals => totals.Waiting);

    public static LiveCounts<PublisherTotals> Publishers { get; } = new LiveCounts<PublisherTotals>(s_meter)
        .Counter(Prefix + "publish.sent", Message, "Messages published without confirmation.", totals => totals.Sent)
        .Counter(Prefix + "publish.unknown", Message, "Of these, written to a connection that ended before the broker was known to have read them.", totals => totals.Unknown)
        .Counter(Prefix + "publish.confirmed", Message, "Messages that the broker confirmed.", totals => totals.Confirmed)
        .Counter(Prefix + "publish.returned", Message, "Mandatory messages that no queue took.", totals => totals.Returned)
        .Counter(Prefix + "publish.nacked", Message, "Messages that the broker refused.", totals => totals.Nacked)
        .Counter(Prefix + "publish.indefinite", Message, "Messages on which there was no word of the broker.", totals => totals.Indefinite)
        .Counter(Prefix + "publish.retried", Message, "Attempts after the first.", totals => totals.Retried)
        .Gauge(Prefix + "publish.outstanding", Message, "Messages that wait for the broker's word now.", totals => totals.Outstanding)
        .Gauge(Prefix + "publish.waiting", "{caller}", "Callers that wait for room now.", totals => totals.Waiting);

    public static LiveCounts<ConsumingTotals> Consumers { get; } = new LiveCounts<ConsumingTotals>(s_meter)
        .Counter(Prefix + "consume.delivered", Message, "Deliveries given to handlers.", totals => totals.Delivered)
        .Counter(Prefix + "consume.acked", Message, "Deliveries acknowledged.", totals => totals.Acked)
        .Counter(Prefix + "consume.requeued", Message, "Deliveries put back.", totals => totals.Requeued)
        .Counter(Prefix + "consume.rejected", Message, "Deliveries rejected.", totals => totals.Rejected)
        .Counter(Prefix + "consume.failed", Message, "Deliveries whose handler threw.", totals => totals.Failed)
        .Counter(Prefix + "consume.stale_acks", Message, "Settlements dropped because their channel had ended.", totals => totals.StaleAcks)
        .Counter(Prefix + "consume.double_acks", Message, "Deliveries settled twice: mistakes of the program.", totals => totals.DoubleAcks)
        .Counter(Prefix + "consume.cancellations", "{consumer}", "Consumers that the broker ended.", totals => totals.Cancellations)
        .Counter(Prefix + "consume.resubscribed", "{consumer}", "Consumers put on a further connection or channel.", totals => totals.Resubscribed)
        .Gauge(Prefix + "consume.consumers", "{consumer}", "Consumers that the broker delivers to now.", totals => totals.Consuming)
        .Gauge(Prefix + "consume.running", "{handler}", "Handlers that run now.", totals => totals.Running);
}
