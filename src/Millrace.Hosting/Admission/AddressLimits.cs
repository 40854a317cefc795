using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Millrace.Hosting.Admission;

/// <summary>
/// Counts connections per address, over all shards. An address takes memory only while it has a connection, so the limit of
/// connections bounds the table. Thread-safe.
/// </summary>
/// <remarks>An IPv6 client commonly owns a /64 network and may use any address in it, so the network is what is counted.</remarks>
public sealed class AddressLimits(int limit)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, int> _counts = [];

    /// <summary>How many addresses have a connection now.</summary>
    public int Addresses
    {
        get
        {
            lock (_lock)
            {
                return _counts.Count;
            }
        }
    }

    /// <summary>Takes a place for one connection; false where the address has them all. Give a taken place back by <see cref="Leave"/>.</summary>
    public bool TryEnter(IPAddress address)
    {
        if (limit == 0)
        {
            return true;
        }

        UInt128 key = KeyOf(address);
        lock (_lock)
        {
            int count = _counts.GetValueOrDefault(key);
            if (count >= limit)
            {
                return false;
            }

            _counts[key] = count + 1;
            return true;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(IPAddress address)
    {
        if (limit == 0)
        {
            return;
        }

        UInt128 key = KeyOf(address);
        lock (_lock)
        {
            if (_counts[key] == 1)
            {
                _counts.Remove(key);
            }
            else
            {
                _counts[key]--;
            }
        }
    }

    /// <summary>What counts as one address: an IPv4 address, also one mapped into IPv6, or an IPv6 /64 network.</summary>
    public static UInt128 KeyOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(bytes, out _);
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            return BinaryPrimitives.ReadUInt64BigEndian(bytes);
        }

        // Apart from every /64: IPv4 addresses have a bit above those 64.
        uint four = BinaryPrimitives.ReadUInt32BigEndian(address.IsIPv4MappedToIPv6 ? bytes[12..] : bytes);
        return (UInt128.One << 64) | four;
    }
}
