using Microsoft.Extensions.Logging;
using Millrace.Amqp.Host.Connections;
using Millrace.Amqp.Host.Faults;
using Millrace.Amqp.Host.Messages;
using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;
using Millrace.Shards;

namespace Millrace.Amqp.Host;

/// <summary>What all connections share. Everything but the counters and the faults' settings is used on the one shard, so nothing here needs a lock.</summary>
internal sealed class BrokerCore
{
    private readonly Dictionary<string, VirtualHost> _hosts = [];

    public BrokerCore(BrokerOptions options, Shard shard, Credentials credentials, ProtocolFaults faults, TimeProvider time, ILogger log)
    {
        (Options, Shard, Credentials, Faults, Time, Log) = (options, shard, credentials, faults, time, log);
        DeadLetters = new DeadLetters(this);
        faults.Attach(this);
        foreach (string name in options.VirtualHosts)
        {
            _hosts.TryAdd(name, new VirtualHost(name, this));
        }
    }

    public BrokerOptions Options { get; }

    public Shard Shard { get; }

    public Credentials Credentials { get; }

    public TimeProvider Time { get; }

    public ILogger Log { get; }

    public MessagePool Messages { get; } = new();

    public DeadLetters DeadLetters { get; }

    public BrokerCounters Counters { get; } = new();

    public ProtocolFaults Faults { get; }

    public HashSet<AmqpConnection> Connections { get; } = [];

    /// <summary>How many connections there are. From any thread.</summary>
    public int ConnectionCount { get; set; }

    public IReadOnlyCollection<VirtualHost> Hosts => _hosts.Values;

    /// <summary>One buffer to receive into for all connections: each uses it up within a turn.</summary>
    public byte[] Scratch { get; } = GC.AllocateUninitializedArray<byte>(128 * 1024);

    /// <summary>True while nobody may publish: memory is short, or a fault says so.</summary>
    public bool IsBlocked { get; private set; }

    public bool IsDraining { get; set; }

    /// <summary>Bytes of all messages that are not whole yet.</summary>
    public long PartBytes { get; set; }

    public VirtualHost? FindHost(string name) => _hosts.GetValueOrDefault(name);

    /// <summary>Looks whether publishers must be stopped or may go on.</summary>
    public void CheckMemory()
    {
        bool block = Faults.IsBlocked || Messages.Bytes > (IsBlocked ? Released : Options.MemoryLimit);
        if (block == IsBlocked)
        {
            return;
        }

        IsBlocked = block;
        AmqpLog.MemoryAlarm(Log, block ? "stopped" : "free to go on", Messages.Bytes, Options.MemoryLimit);
        if (!block)
        {
            foreach (AmqpConnection connection in Connections.ToArray())
            {
                connection.Unblock();
            }
        }
    }

    /// <summary>
    /// Ends an alarm that nobody else can: where messages that are not whole keep memory short, whatever is consumed, and their publishers are blocked, who holds most of them is closed.
    /// </summary>
    public void CheckParts()
    {
        while (IsBlocked && PartBytes > Released && Connections.Where(one => one.Stage == ConnectionStage.Running).MaxBy(one => one.PartBytes) is { PartBytes: > 0 } worst)
        {
            worst.Fail(
                new BrokerRefusal(ReplyCode.ResourceError, $"memory is short, and {worst.PartBytes} bytes of it are messages of this connection that are not whole"), AmqpMethod.BasicPublish);
        }
    }

    // Below this an alarm is over.
    private long Released => Options.MemoryLimit / 10 * 9;
}
