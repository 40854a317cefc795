using Millrace.Gateway.Host.Backends;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

public sealed class BackendOutputTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_byte_now_and_then_does_not_keep_a_connection_but_a_queue_that_moves_does()
    {
        using Shard shard = Shard.Start(new ShardOptions { Name = "output" });
        TricklingLink link = new(shard);
        BackendOutput output = new(link, BackendOutputLimits.Default, new BackendCounters(), static () => { }, static error => throw error);
        long hour = 3600 * Shard.TicksPerSecond;
        await OnShardAsync(() => output.Append(new byte[1000]));
        await OnShardAsync(() =>
        {
            Assert.False(output.IsTooOld(Shard.Now, hour));
            link.Take(1);
        });
        await OnShardAsync(() =>
        {
            Assert.Equal(999, output.Queued);
            Assert.False(output.IsStuck(Shard.Now, hour));
            Assert.True(output.IsTooOld(Shard.Now + hour, hour));

            // More comes, and all that waited before is taken: it is a busy one.
            output.Append(new byte[500]);
            link.Take(999);
        });
        await OnShardAsync(() =>
        {
            Assert.Equal(500, output.Queued);
            long later = Shard.Now + hour;
            Assert.False(output.IsTooOld(later, hour));
            Assert.False(output.IsTooOld(later + hour - 1, hour));
            Assert.True(output.IsTooOld(later + hour, hour));
            link.Take(500);
        });
        await OnShardAsync(() => Assert.False(output.IsTooOld(Shard.Now + (9 * hour), hour)));

        Task OnShardAsync(Action act) => shard.RunAsync(() =>
        {
            act();
            return default;
        });
    }
}
