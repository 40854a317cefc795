using Millrace.Amqp.Host.Connections;

namespace Millrace.Amqp.Host.Faults;

/// <summary>Faults that a broker can have while its network is well, for programs that must bear them. All are off at first; everything here may be used at any time from any thread.</summary>
public sealed class ProtocolFaults
{
    private volatile ConfirmFaults _confirms = new();
    private volatile bool _isBlocked;
    private volatile bool _isSilent;
    private volatile BrokerCore? _core;

    /// <summary>What happens to confirms.</summary>
    public ConfirmFaults Confirms
    {
        get => _confirms;
        set => _confirms = value;
    }

    /// <summary>No heartbeats are sent.</summary>
    public bool StopsHeartbeats
    {
        get => _isSilent;
        set => _isSilent = value;
    }

    internal bool IsBlocked => _isBlocked;

    /// <summary>Blocks publishers as if memory were short, or lets them go on; completes when that is so.</summary>
    public Task BlockAsync(bool isBlocked)
    {
        _isBlocked = isBlocked;
        return OnShardAsync(core => core.CheckMemory());
    }

    /// <summary>Closes the channel of this number on every connection; how many there were.</summary>
    public Task<int> CloseChannelsAsync(int channel, ushort code, string text) => ForAllAsync(connection => connection.CloseChannel(channel, code, text));

    /// <summary>Closes every connection with a code; how many there were.</summary>
    public Task<int> CloseConnectionsAsync(ushort code, string text) => ForAllAsync(connection =>
    {
        connection.Close(code, text);
        return true;
    });

    /// <summary>Ends every connection with a reset and without a word; how many there were.</summary>
    public Task<int> ResetConnectionsAsync() => ForAllAsync(connection =>
    {
        connection.Abort("a fault reset it.");
        return true;
    });

    /// <summary>Writes nonsense into every connection; how many there were.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="seed">The same seed gives the same bytes.</param>
    public Task<int> SendGarbageAsync(int bytes, int seed)
    {
        byte[] garbage = new byte[bytes];
        new Random(seed).NextBytes(garbage);
        return ForAllAsync(connection =>
        {
            connection.SendGarbage(garbage);
            return true;
        });
    }

    internal void Attach(BrokerCore core) => _core = core;

    private async Task<int> ForAllAsync(Func<AmqpConnection, bool> act)
    {
        int count = 0;
        await OnShardAsync(core =>
        {
            foreach (AmqpConnection connection in core.Connections.ToArray())
            {
                count += connection.Stage == ConnectionStage.Running && act(connection) ? 1 : 0;
            }
        }).ConfigureAwait(false);
        return count;
    }

    private Task OnShardAsync(Action<BrokerCore> act) => _core is not { } core
        ? Task.CompletedTask // It takes effect once the broker has started.
        : core.Shard.RunAsync(() =>
        {
            act(core);
            return default;
        });
}
