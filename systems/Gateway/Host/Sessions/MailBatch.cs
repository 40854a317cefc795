using System.Runtime.InteropServices;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Calls that travel together to another shard, with their payloads in one buffer. Reused.</summary>
internal sealed class MailBatch(Mail owner)
{
    // Counts the item itself, so that mail without payloads is bounded too.
    private const int ItemWeight = 48;
    private const int UsualBytes = 512 * 1024;

    private readonly List<MailItem> _items = [];
    private byte[] _payloads = new byte[1024];
    private int _length;

    public Mail Owner => owner;

    public ReadOnlySpan<MailItem> Items => CollectionsMarshal.AsSpan(_items);

    /// <summary>All payloads, one behind the other.</summary>
    public ReadOnlySpan<byte> Payloads => _payloads.AsSpan(0, _length);

    /// <summary>What it counts for, in bytes.</summary>
    public int Weight => _length + (_items.Count * ItemWeight);

    public void Add(in MailItem item, ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _payloads.Length - _length)
        {
            Array.Resize(ref _payloads, Math.Max(2 * _payloads.Length, _length + payload.Length));
        }

        payload.CopyTo(_payloads.AsSpan(_length));
        _length += payload.Length;
        _items.Add(item);
    }

    /// <summary>Forgets all, and the buffer too where it has grown beyond the usual.</summary>
    public void Clear()
    {
        _items.Clear();
        _length = 0;
        if (_payloads.Length > UsualBytes)
        {
            _payloads = new byte[1024];
        }
    }
}
