using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Millrace.Amqp.Host.Connections;
using Millrace.Amqp.Host.Queues;
using Millrace.Hosting.Admin;

namespace Millrace.Amqp.Host.Admin;

/// <summary>The broker's own admin pages. Each reads what it shows on the broker's shard, in one turn, and writes it on another thread.</summary>
internal sealed class BrokerPages(BrokerCore core)
{
    private const int MostRows = 1000;
    private const int UsualRows = 100;

    public IReadOnlyList<AdminPage> Pages =>
    [
        new("/stats", "what the broker has done and has, as JSON", [], (_, body, cancel) => AnswerAsync(Stats, BrokerJson.Default.BrokerStats, body, cancel)),
        new("/queues", $"queues as JSON, a page at a time (limit up to {MostRows}, skip)", ["limit", "skip"], QueuesAsync),
        new("/connections", $"connections as JSON, a page at a time (limit up to {MostRows}, skip)", ["limit", "skip"], ConnectionsAsync),
    ];

    private Task QueuesAsync(AdminQuery query, Stream body, CancellationToken cancel)
    {
        (int limit, int skip) = Part(query);
        return AnswerAsync(() => Queues(limit, skip), BrokerJson.Default.QueuesPage, body, cancel);
    }

    private Task ConnectionsAsync(AdminQuery query, Stream body, CancellationToken cancel)
    {
        (int limit, int skip) = Part(query);
        return AnswerAsync(() => Connections(limit, skip), BrokerJson.Default.ConnectionsPage, body, cancel);
    }

    private static (int Limit, int Skip) Part(AdminQuery query) => (query.Whole("limit", UsualRows, 1, MostRows), query.Whole("skip", 0, 0, int.MaxValue));

    private async Task AnswerAsync<T>(Func<T> read, JsonTypeInfo<T> type, Stream body, CancellationToken cancel)
        where T : class
    {
        T? page = null;
        await core.Shard.RunAsync(() =>
        {
            page = read();
            return default;
        }).WaitAsync(cancel).ConfigureAwait(false);
        await JsonSerializer.SerializeAsync(body, page!, type, cancel).ConfigureAwait(false);
    }

    private BrokerStats Stats()
    {
        BrokerCounters counts = core.Counters;
        return new BrokerStats(
            core.Connections.Count,
            core.Hosts.Sum(host => host.Queues.Count),
            core.Messages.Count,
            core.Messages.Bytes,
            core.Options.MemoryLimit,
            core.IsBlocked,
            counts.Published,
            counts.Delivered,
            counts.Acknowledged,
            counts.Requeued,
            counts.Confirmed,
            counts.Nacked,
            counts.Returned,
            counts.DeadLettered,
            counts.ChannelErrors,
            counts.ConnectionErrors);
    }

    private QueuesPage Queues(int limit, int skip) => new(
        core.Hosts.Sum(host => host.Queues.Count),
        skip,
        [.. core.Hosts.SelectMany(host => host.Queues).Skip(skip).Take(limit).Select(RowOf)]);

    private ConnectionsPage Connections(int limit, int skip) => new(
        core.Connections.Count, skip, [.. core.Connections.Skip(skip).Take(limit).Select(RowOf)]);

    private static QueueRow RowOf(MessageQueue queue) => new(
        queue.Host.Name, queue.Name, queue.Ready, queue.Unacknowledged, queue.Consumers.Count, queue.IsDurable, queue.Owner is not null, queue.IsAutoDelete);

    private static ConnectionRow RowOf(AmqpConnection one) => new(
        one.Remote.ToString(), one.Name, one.User, one.EnteredHost, one.Stage.ToString(), one.Channels, one.WaitingBytes, one.IsBlocked);
}
