using System.Runtime.InteropServices;

namespace Millrace.Shards;

/// <summary>Linux's struct mmsghdr: what recvmmsg(2) and sendmmsg(2) read and write of one datagram.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MessageHeader
{
    public Message Of;

    /// <summary>Bytes that were received or sent.</summary>
    public uint Length;

    /// <summary>struct msghdr; a type of its own, because it ends with padding of its own.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Message
    {
        public nint Name;
        public int NameLength;
        public nint Vectors;
        public nuint VectorCount;
        public nint Control;
        public nuint ControlLength;
        public int Flags;
    }
}
