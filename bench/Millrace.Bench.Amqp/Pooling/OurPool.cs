using Millrace.Amqp;

namespace Millrace.Bench.Amqp.Pooling;

internal sealed class OurPool : PoolSubject
{
    private AmqpClient _client = null!;

    public override async Task OpenAsync(Uri broker, int limit)
    {
        _client = await Subjects.OursAsync(broker, options => options with { Channels = new() { Limit = limit } });
        ChannelLease[] all = await Task.WhenAll(Enumerable.Range(0, limit).Select(_ => _client.Channels.RentAsync().AsTask()));
        Array.ForEach(all, lease => lease.Dispose());
    }

    public override async Task LoopAsync(long end, long[] counts, int cell)
    {
        IChannelPool pool = _client.Channels;
        while (!IsOver(end))
        {
            for (int n = 0; n < Turns; n++)
            {
                (await pool.RentAsync()).Dispose();
            }

            counts[cell] += Turns;
            await Task.Yield();
        }
    }

    public override async Task HoldAsync(long end, long[] counts, int cell)
    {
        IChannelPool pool = _client.Channels;
        while (!IsOver(end))
        {
            ChannelLease lease = await pool.RentAsync();
            await Task.Yield();
            lease.Dispose();
            counts[cell]++;
        }
    }

    public override ValueTask DisposeAsync() => _client.DisposeAsync();
}
