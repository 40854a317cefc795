using System.Globalization;
using RabbitMQ.Client;

namespace Millrace.Amqp.Load.Subject;

/// <summary>The queues of one run at a broker that may be a stranger's: named after the run, deleted at its end, and gone by themselves where the run was killed.</summary>
internal sealed class RunQueues(AmqpClient client, AmqpSettings settings, string name)
{
    private bool _declared;

    public IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, settings.Queues).Select(i => string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"))];

    public async Task DeclareAsync(double runSeconds, CancellationToken cancellationToken)
    {
        // A queue that nobody uses for so long goes by itself; publishing does not count as use.
        var arguments = new Dictionary<string, object?> { ["x-expires"] = (int)Math.Min(int.MaxValue, 1000 * (600 + (2 * runSeconds))) };
        if (settings.IsQuorum)
        {
            arguments["x-queue-type"] = "quorum";
        }

        _declared = true;
        await client.DeclareAsync(new AmqpTopology { Queues = [.. Names.Select(queue => new AmqpQueue(queue) { Arguments = arguments })] }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Messages that lie in them now.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using ChannelLease lease = await client.Channels.RentAsync(cancellationToken).ConfigureAwait(false);
        long count = 0;
        foreach (string queue in Names)
        {
            QueueDeclareOk declared = await lease.Channel.QueueDeclarePassiveAsync(queue, cancellationToken).ConfigureAwait(false);
            count += declared.MessageCount;
        }

        return count;
    }

    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        if (!_declared)
        {
            return;
        }

        using ChannelLease lease = await client.Channels.RentAsync(cancellationToken).ConfigureAwait(false);
        foreach (string queue in Names)
        {
            await lease.Channel.QueueDeleteAsync(queue, cancellationToken: cancellationToken).ConfigureAwait(false);
        }

        _declared = false;
    }
}
