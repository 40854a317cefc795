using Millrace.Amqp.Channels;
using RabbitMQ.Client;

namespace Millrace.Amqp;

/// <summary>
/// The right to use one channel until <see cref="Dispose"/>. A value: its copies stand for the same lease, and once one of them is released all are. Take
/// <see cref="Channel"/> from it for each use instead of keeping it, so that a use after the release is caught.
/// </summary>
public readonly struct ChannelLease : IDisposable, IEquatable<ChannelLease>
{
    private readonly ChannelSlot? _slot;
    private readonly long _version;

    internal ChannelLease(ChannelSlot slot, long version)
    {
        _slot = slot;
        _version = version;
    }

    /// <summary>The channel.</summary>
    /// <exception cref="InvalidOperationException">The lease was released; this is counted too.</exception>
    public IChannel Channel
    {
        get
        {
            ChannelSlot slot = Slot;
            return slot.IsLeased(_version) ? slot.Channel! : throw slot.Pool.UsedAfterRelease();
        }
    }

    private ChannelSlot Slot => _slot ?? throw new InvalidOperationException("This lease is empty: it came from no pool. Get one by RentAsync.");

    /// <summary>Whether two leases are the same.</summary>
    public static bool operator ==(ChannelLease left, ChannelLease right) => left.Equals(right);

    /// <summary>Whether two leases differ.</summary>
    public static bool operator !=(ChannelLease left, ChannelLease right) => !left.Equals(right);

    /// <summary>Gives the channel back. An empty lease has nothing to give.</summary>
    /// <exception cref="InvalidOperationException">It was released already; this is counted too, and does no harm to whoever has the channel now.</exception>
    public void Dispose() => _slot?.Pool.Release(_slot, _version, isBroken: false);

    /// <summary>Gives the channel back as unusable: it is closed, and replaced when its place is rented again.</summary>
    /// <exception cref="InvalidOperationException">It was released already; this is counted too.</exception>
    public void Discard() => Slot.Pool.Release(Slot, _version, isBroken: true);

    /// <inheritdoc/>
    public bool Equals(ChannelLease other) => ReferenceEquals(_slot, other._slot) && _version == other._version;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ChannelLease other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_slot, _version);
}
