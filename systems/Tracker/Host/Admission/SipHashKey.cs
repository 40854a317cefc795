using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Millrace.Tracker.Host.Admission;

/// <summary>The key of a <see cref="SipHash"/>, 16 bytes as two little-endian numbers.</summary>
internal readonly record struct SipHashKey(ulong First, ulong Second)
{
    public const int Bytes = 16;

    public static SipHashKey Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));

    /// <summary>A key that nobody can know, for tables that strangers fill: they must not choose what meets in one place.</summary>
    public static SipHashKey Random()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }
}
