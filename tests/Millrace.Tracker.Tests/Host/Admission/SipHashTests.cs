using System.Buffers.Binary;
using Millrace.Tracker.Host.Admission;

namespace Millrace.Tracker.Tests.Host.Admission;

public sealed class SipHashTests
{
    // The key of the paper's appendix and of its authors' vectors: bytes 0 to 15.
    private static readonly SipHashKey s_key = SipHashKey.Read([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

    [Fact]
    public void The_papers_example_comes_out() =>
        Assert.Equal(0xA129CA6149BE45E5, SipHash.Hash(s_key, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]));

    // The authors' vectors: the hash of the bytes 0, 1, 2 and so on, as many as the number says, as 8 little-endian bytes.
    [Theory]
    [InlineData(0, "310e0edd47db6f72")]
    [InlineData(1, "fd67dc93c539f874")]
    [InlineData(2, "5a4fa9d909806c0d")]
    [InlineData(3, "2d7efbd796666785")]
    [InlineData(4, "b7877127e09427cf")]
    [InlineData(5, "8da699cd64557618")]
    [InlineData(6, "cee3fe586e46c9cb")]
    [InlineData(7, "37d1018bf50002ab")]
    [InlineData(8, "6224939a79f5f593")]
    [InlineData(9, "b0e4a90bdf82009e")]
    [InlineData(15, "e545be4961ca29a1")]
    [InlineData(16, "db9bc2577fcc2a3f")]
    public void Its_authors_vectors_come_out(int length, string expected)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(i => (byte)i)];
        byte[] hash = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(hash, SipHash.Hash(s_key, data));

        Assert.Equal(expected, Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void Numbers_hash_as_their_bytes_do()
    {
        byte[] data = [.. Enumerable.Range(100, 18).Select(i => (byte)i)];
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(data);
        ulong second = BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(8));
        ushort third = BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(16));

        Assert.Equal(SipHash.Hash(s_key, data), SipHash.Hash(s_key, first, second, third));
        Assert.Equal(SipHash.Hash(s_key, data.AsSpan(0, 8)), SipHash.Hash(s_key, first));
    }
}
