using System.Runtime.InteropServices;

namespace Millrace.Shards.Epoll;

/// <summary>
/// Room for epoll events. struct epoll_event is {uint32 events; uint64 data}: packed to 12 bytes on x86, 16 bytes with its
/// natural alignment elsewhere.
/// </summary>
internal sealed unsafe class EventBuffer : IDisposable
{
    public const int Capacity = 512;

    private static readonly bool _packed = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;

    private static readonly int _stride = _packed ? 12 : 16;

    private static readonly int _dataOffset = _packed ? 4 : 8;

    private byte* _memory = (byte*)NativeMemory.AllocZeroed(Capacity, 16);

    public void* Pointer => _memory;

    public uint Events(int index) => *(uint*)(_memory + (index * _stride));

    public ulong Data(int index) => *(ulong*)(_memory + (index * _stride) + _dataOffset);

    /// <summary>Registers a descriptor; false with the error number left in <see cref="Native.LastError"/>.</summary>
    public static bool Register(int epoll, int fd, uint events, ulong data) => Control(epoll, Native.EpollAdd, fd, events, data);

    /// <summary>Changes what a registered descriptor reports; what is true already is reported again.</summary>
    public static bool Change(int epoll, int fd, uint events, ulong data) => Control(epoll, Native.EpollModify, fd, events, data);

    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    private static bool Control(int epoll, int operation, int fd, uint events, ulong data)
    {
        byte* one = stackalloc byte[16];
        *(uint*)one = events;
        *(ulong*)(one + _dataOffset) = data;
        return Native.EpollControl(epoll, operation, fd, one) == 0;
    }
}
