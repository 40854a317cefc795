namespace Millrace.Bench.Amqp.Pooling;

internal sealed class PeerPool : PoolSubject
{
    private SemaphorePool _pool = null!;

    public override Task OpenAsync(Uri broker, int limit)
    {
        _pool = new SemaphorePool(limit);
        return Task.CompletedTask;
    }

    public override async Task LoopAsync(long end, long[] counts, int cell)
    {
        while (!IsOver(end))
        {
            for (int n = 0; n < Turns; n++)
            {
                _pool.Return(await _pool.RentAsync());
            }

            counts[cell] += Turns;
            await Task.Yield();
        }
    }

    public override async Task HoldAsync(long end, long[] counts, int cell)
    {
        while (!IsOver(end))
        {
            object channel = await _pool.RentAsync();
            await Task.Yield();
            _pool.Return(channel);
            counts[cell]++;
        }
    }

    public override ValueTask DisposeAsync()
    {
        _pool.Dispose();
        return ValueTask.CompletedTask;
    }
}
