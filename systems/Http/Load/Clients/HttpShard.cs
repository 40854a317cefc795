using Millrace.Shards;

namespace Millrace.Http.Load.Clients;

/// <summary>
/// What the clients of one shard share: the buffer that whatever comes is received into, since none keeps it over an await, their tally, and a look now and then at who has
/// waited for longer than operations may. One timer for all of them.
/// </summary>
internal sealed class HttpShard
{
    private const int BufferBytes = 64 * 1024;

    private readonly HttpRun _run;
    private readonly Shard _shard;
    private readonly long _timeoutTicks;
    private readonly List<HttpUser> _users = [];
    private bool _isLooking;

    public HttpShard(HttpRun run, Shard shard, long timeoutTicks)
    {
        (_run, _shard, _timeoutTicks) = (run, shard, timeoutTicks);
    }

    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(BufferBytes);

    public ShardTally Tally { get; } = new();

    /// <summary>Looks after a client from here on.</summary>
    public void Enter(HttpUser user)
    {
        _users.Add(user);
        if (!_isLooking)
        {
            _isLooking = true;
            _ = _run.WatchAsync(LookAsync(), null);
        }
    }

    private async Task LookAsync()
    {
        // Often enough that a timeout is at most 5 % late.
        long every = Math.Clamp(_timeoutTicks / 20, Shard.TicksPerSecond / 500, Shard.TicksPerSecond / 10);
        try
        {
            while (true)
            {
                await _shard.DelayUntil(Shard.Now + every);
                long before = Shard.Now - _timeoutTicks;
                for (int i = 0; i < _users.Count; i++)
                {
                    if (_users[i].WaitsSince < before)
                    {
                        _users[i].TimeOut();
                    }
                }
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }
}
