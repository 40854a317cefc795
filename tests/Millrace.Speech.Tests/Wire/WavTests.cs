using System.Buffers.Binary;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Wire;

public sealed class WavTests
{
    [Fact]
    public void What_is_written_is_read()
    {
        byte[] file = WavWriter.ToArray(8_000, [1, 2, 3, 4]);

        Assert.True(WavReader.IsWav(file));
        Assert.True(WavReader.TryReadHeader(file, isAll: true, out WavHeader header, out string? error), error);
        Assert.Equal(new WavHeader(WavFormat.Mono16(8_000), 44, 4), header);
    }

    [Fact]
    public void A_header_that_is_not_whole_wants_more_and_then_says_what_is_missing()
    {
        byte[] file = WavWriter.ToArray(8_000, [1, 2, 3, 4]);
        for (int length = 0; length < WavWriter.HeaderSize; length++)
        {
            Assert.False(WavReader.TryReadHeader(file.AsSpan(0, length), isAll: false, out _, out string? early));
            Assert.Null(early);
            Assert.False(WavReader.TryReadHeader(file.AsSpan(0, length), isAll: true, out _, out string? late));
            Assert.Contains("ends", late, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(20, 2, "format 2")]
    [InlineData(22, 0, "0 channels")]
    [InlineData(22, 33, "33 channels")]
    [InlineData(32, 4, "4 bytes for a sample")]
    [InlineData(34, 12, "12 bits")]
    [InlineData(16, 15, "needs 16")]
    public void A_file_that_cannot_be_used_says_why(int at, short value, string said)
    {
        byte[] file = WavWriter.ToArray(16_000, [1, 2]);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(at), value);

        Assert.False(WavReader.TryReadHeader(file, isAll: true, out _, out string? error));
        Assert.Contains(said, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(3_999u)]
    [InlineData(192_001u)]
    [InlineData(uint.MaxValue)]
    public void A_rate_that_nobody_has_is_refused(uint rate)
    {
        byte[] file = WavWriter.ToArray(16_000, [1, 2]);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(24), rate);

        Assert.False(WavReader.TryReadHeader(file, isAll: true, out _, out string? error));
        Assert.Contains($"{rate} samples a second", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Chunks_before_the_samples_are_passed_over_odd_sizes_with_their_padding()
    {
        byte[] file = WavWriter.ToArray(16_000, [1, 2, 3, 4]);
        byte[] odd = [.. file[..36], .. "LIST\x03\0\0\0abc\0"u8, .. file[36..]];

        Assert.True(WavReader.TryReadHeader(odd, isAll: true, out WavHeader header, out string? error), error);
        Assert.Equal(56, header.DataOffset);
    }

    [Fact]
    public void A_chunk_that_says_it_is_enormous_is_refused_without_reading_it()
    {
        byte[] file = WavWriter.ToArray(16_000, [1, 2, 3, 4]);
        byte[] huge = [.. file[..12], .. "JUNK"u8, 255, 255, 255, 255, .. file[12..]];

        Assert.False(WavReader.TryReadHeader(huge, isAll: false, out _, out string? error));
        Assert.Contains("do not begin within", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Samples_before_their_description_are_refused()
    {
        byte[] file = WavWriter.ToArray(16_000, [1, 2]);
        byte[] swapped = [.. file[..12], .. file[36..], .. file[12..36]];

        Assert.False(WavReader.TryReadHeader(swapped, isAll: true, out _, out string? error));
        Assert.Contains("before it says what they are", error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_extensible_header_says_the_format_further_behind()
    {
        byte[] plain = WavWriter.ToArray(16_000, [0, 0, 128, 63]);
        byte[] file = [.. plain[..36], .. new byte[24], .. plain[36..]];
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 40);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(20), 0xFFFE);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 4);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), 32);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(44), 3);

        Assert.True(WavReader.TryReadHeader(file, isAll: true, out WavHeader header, out string? error), error);
        Assert.Equal(WavEncoding.Floating, header.Format.Encoding);
        float[] mono = new float[1];
        Assert.Equal(1, WavSamples.ToMono(header.Format, file.AsSpan(header.DataOffset), mono));
        Assert.Equal(1f, mono[0]);
    }

    [Theory]
    [InlineData(WavEncoding.Unsigned8, "80", 0)]
    [InlineData(WavEncoding.Unsigned8, "00", -1)]
    [InlineData(WavEncoding.Signed16, "0080", -1)]
    [InlineData(WavEncoding.Signed16, "0040", 0.5)]
    [InlineData(WavEncoding.Signed24, "000080", -1)]
    [InlineData(WavEncoding.Signed24, "000040", 0.5)]
    [InlineData(WavEncoding.Signed32, "00000080", -1)]
    [InlineData(WavEncoding.Floating, "0000003F", 0.5)]
    [InlineData(WavEncoding.Floating, "00000040", 1)]
    [InlineData(WavEncoding.Floating, "0000C07F", 0)]
    [InlineData(WavEncoding.Floating, "000080FF", -1)]
    public void Samples_become_numbers_of_full_scale_one(WavEncoding encoding, string hex, float expected)
    {
        float[] mono = new float[2];

        Assert.Equal(1, WavSamples.ToMono(new WavFormat(encoding, 1, 16_000), Convert.FromHexString(hex), mono));
        Assert.Equal(expected, mono[0]);
    }

    [Fact]
    public void Channels_are_mixed_to_their_mean_and_a_part_of_a_frame_is_left()
    {
        float[] mono = new float[4];

        int frames = WavSamples.ToMono(new WavFormat(WavEncoding.Signed16, 2, 16_000), Convert.FromHexString("0040" + "00C0" + "0040" + "0000" + "FFFF"), mono);

        Assert.Equal(2, frames);
        Assert.Equal([0f, 0.25f], mono[..2]);
    }

    [Theory]
    [InlineData(1f, short.MaxValue)]
    [InlineData(1.5f, short.MaxValue)]
    [InlineData(-1f, short.MinValue)]
    [InlineData(-2f, short.MinValue)]
    [InlineData(0.5f, 16_384)]
    public void A_number_beyond_full_scale_is_held_at_it(float sample, short expected) => Assert.Equal(expected, WavSamples.ToInt16(sample));
}
