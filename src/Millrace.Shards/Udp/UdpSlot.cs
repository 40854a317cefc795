using System.Runtime.InteropServices;

namespace Millrace.Shards;

/// <summary>What a header points to beside the bytes: a struct iovec and the other side's address.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct UdpSlot
{
    /// <summary>iov_base.</summary>
    public nint Data;

    /// <summary>iov_len: bytes of the datagram, or room for one before a receive.</summary>
    public nint Length;

    public RawAddress Address;
}
