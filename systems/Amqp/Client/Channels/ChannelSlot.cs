using System.Runtime.InteropServices;
using Millrace.Amqp.Links;
using RabbitMQ.Client;

namespace Millrace.Amqp.Channels;

/// <summary>One place of the pool, which has an open channel, or had one, or will. Whoever holds the lease, or has taken the slot off the free ones, owns all of it.</summary>
internal sealed class ChannelSlot(ChannelPool pool, int index)
{
    // Odd while leased. Each lease knows the number that it began with, so one that is over can be told from the one that runs.
    private long _version;
#pragma warning disable CS0169, IDE0051, CA1823 // there to take room: neighbours in memory would have tasks on different processors wait for each other's cache lines
    private readonly Room _room;
#pragma warning restore CS0169, IDE0051, CA1823

    public ChannelPool Pool { get; } = pool;

    public int Index { get; } = index;

    public IChannel? Channel { get; set; }

    public AmqpSession? Session { get; set; }

    /// <summary>The place below this one among the free ones, plus one; 0 for none. Belongs to <see cref="FreeSlots"/>.</summary>
    public int Below;

    public long Leases => (Volatile.Read(ref _version) + 1) / 2;

    public bool IsOut => (Volatile.Read(ref _version) & 1) == 1;

    public bool IsUsable(AmqpSession? current) => Channel is { } channel && ReferenceEquals(Session, current) && channel.IsOpen;

    public long BeginLease()
    {
        long version = _version + 1;
        Volatile.Write(ref _version, version);
        return version;
    }

    public bool IsLeased(long version) => Volatile.Read(ref _version) == version;

    public bool TryEndLease(long version) => Interlocked.CompareExchange(ref _version, version + 1, version) == version;

    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Room;
}
