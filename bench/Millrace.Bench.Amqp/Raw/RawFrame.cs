using System.Buffers.Binary;

namespace Millrace.Bench.Amqp.Raw;

/// <summary>One frame as it came; kinds are 1 method, 2 header, 3 body, 8 heartbeat.</summary>
internal readonly record struct RawFrame(byte Kind, int Channel, ReadOnlyMemory<byte> Payload)
{
    public bool Is(int type, int method) => Kind == 1 && Short(0) == type && Short(2) == method;

    public int Short(int at) => BinaryPrimitives.ReadUInt16BigEndian(Payload.Span[at..]);

    public ulong LongLong(int at) => BinaryPrimitives.ReadUInt64BigEndian(Payload.Span[at..]);
}
