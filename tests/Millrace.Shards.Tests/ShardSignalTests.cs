namespace Millrace.Shards.Tests;

public sealed class ShardSignalTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Setting_lets_the_one_who_waits_go_on_at_once(ShardKind kind) => OnShard.Run(kind, async (shard, _) =>
    {
        ShardSignal signal = new(shard);
        bool went = false;
        Task waiting = WaitAsync();
        Assert.False(went);
        signal.Set();
        Assert.True(went);
        await waiting;

        async Task WaitAsync()
        {
            await signal.WaitAsync();
            went = true;
        }
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task One_that_is_set_before_is_remembered_once(ShardKind kind) => OnShard.Run(kind, (shard, _) =>
    {
        ShardSignal signal = new(shard);
        signal.Set();
        signal.Set();
        ValueTask first = signal.WaitAsync();
        Assert.True(first.IsCompleted);
        ValueTask second = signal.WaitAsync();
        Assert.False(second.IsCompleted);
        signal.Set();
        Assert.True(second.IsCompleted);
        return second;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_time_ends_the_wait_too_and_a_signal_before_it_takes_it_off(ShardKind kind) => OnShard.Run(kind, async (shard, _) =>
    {
        ShardSignal signal = new(shard);
        long due = Shard.Now + (Shard.TicksPerSecond / 200);
        await signal.WaitAsync(due);
        Assert.True(Shard.Now >= due);

        ValueTask waiting = signal.WaitAsync(Shard.Now + (3600 * Shard.TicksPerSecond));
        signal.Set();
        Assert.True(waiting.IsCompleted);
        await waiting;
        ValueTask past = signal.WaitAsync(0);
        Assert.True(past.IsCompleted);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Timers_of_the_shard_go_on_beside_it(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        ShardSignal signal = new(shard);
        for (int i = 0; i < 50; i++)
        {
            ValueTask delay = shard.Delay(TimeSpan.FromMilliseconds(1), stop);
            ValueTask waiting = signal.WaitAsync(Shard.Now + (60 * Shard.TicksPerSecond));
            await delay;
            Assert.False(waiting.IsCompleted);
            signal.Set();
            await waiting;
        }
    });
}
