using System.Buffers.Binary;
using Millrace.Speech.Host.Rest;
using Millrace.Speech.Host.Rest.Audio;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Rest;

public sealed class AudioIntakeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(65_536)]
    public async Task Raw_audio_comes_out_as_whole_samples_whatever_the_pieces(int piece)
    {
        byte[] pcm = Noise(200_001);

        byte[] read = await ReadAsync(pcm, AudioKind.Unknown, piece);

        Assert.Equal(pcm[..200_000], read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(65_536)]
    public async Task A_WAV_file_of_the_servers_own_form_passes_as_it_is(int piece)
    {
        byte[] pcm = Noise(100_000);
        byte[] file = [.. WavWriter.ToArray(16_000, pcm), .. "LIST\x04\0\0\0abcd"u8];

        Assert.Equal(pcm, await ReadAsync(file, AudioKind.Unknown, piece));
        Assert.Equal(pcm, await ReadAsync(file, AudioKind.Wav, piece));
    }

    [Fact]
    public async Task A_WAV_file_that_is_cut_off_gives_what_is_there()
    {
        byte[] pcm = Noise(50_000);
        byte[] file = WavWriter.ToArray(16_000, pcm);

        Assert.Equal(pcm[..40_000], await ReadAsync(file[..^10_000], AudioKind.Unknown, 999));
    }

    [Fact]
    public async Task A_WAV_file_of_a_program_that_streams_goes_on_to_its_end()
    {
        byte[] pcm = Noise(50_000);
        byte[] file = WavWriter.ToArray(16_000, pcm);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), uint.MaxValue);

        Assert.Equal(pcm, await ReadAsync(file, AudioKind.Unknown, 4096));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(65_536)]
    public async Task Stereo_of_another_rate_is_mixed_and_resampled(int piece)
    {
        const int Rate = 44_100;
        byte[] stereo = new byte[Rate * 4];
        for (int i = 0; i < Rate; i++)
        {
            double t = (double)i / Rate;
            BinaryPrimitives.WriteInt16LittleEndian(stereo.AsSpan(4 * i), (short)(20_000 * Math.Sin(2 * Math.PI * 440 * t)));
            BinaryPrimitives.WriteInt16LittleEndian(stereo.AsSpan((4 * i) + 2), (short)(10_000 * Math.Sin(2 * Math.PI * 440 * t)));
        }

        byte[] file = WavWriter.ToArray(Rate, stereo);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), 2);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), 4);

        byte[] pcm = await ReadAsync(file, AudioKind.Unknown, piece);

        Assert.InRange(pcm.Length / 2, 15_998, 16_002);
        for (int i = 1000; i < 15_000; i++)
        {
            double expected = 15_000 * Math.Sin(2 * Math.PI * 440 * i / 16_000);
            Assert.InRange(BinaryPrimitives.ReadInt16LittleEndian(pcm.AsSpan(2 * i)), expected - 20, expected + 20);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Less_than_a_sample_is_no_audio(int bytes)
    {
        using AudioIntake? intake = await AudioIntake.OpenAsync(new MemoryStream(new byte[bytes]), 16_000, AudioKind.Unknown, CancellationToken.None);

        Assert.Null(intake);
    }

    [Fact]
    public async Task A_WAV_file_that_ends_early_at_any_byte_is_an_error_or_has_less_audio()
    {
        byte[] pcm = Noise(100);
        byte[] file = WavWriter.ToArray(16_000, pcm);
        for (int length = 1; length < file.Length; length++)
        {
            if (length < WavWriter.HeaderSize)
            {
                RestException error = await Assert.ThrowsAsync<RestException>(async () => await ReadAsync(file[..length], AudioKind.Wav, 3));
                Assert.Equal(400, error.Status);
            }
            else
            {
                Assert.Equal(pcm[..((length - WavWriter.HeaderSize) & ~1)], await ReadAsync(file[..length], AudioKind.Wav, 3));
            }
        }
    }

    [Fact]
    public async Task Broken_files_are_errors_and_never_faults()
    {
        byte[] file = WavWriter.ToArray(22_050, Noise(2_000));
        foreach (byte[] broken in Testing.Garbage.Mutations(file[..200], 7, 2_000).Concat(Testing.Garbage.Bytes(7, 500)))
        {
            try
            {
                byte[] read = await ReadAsync(broken, AudioKind.Wav, 50);
                Assert.Equal(0, read.Length % 2);
            }
            catch (RestException e)
            {
                Assert.Equal(400, e.Status);
            }
        }
    }

    private static byte[] Noise(int bytes)
    {
        byte[] pcm = new byte[bytes];
        new Random(bytes).NextBytes(pcm);
        return pcm;
    }

    private static async Task<byte[]> ReadAsync(byte[] body, AudioKind kind, int piece)
    {
        using AudioIntake? intake = await AudioIntake.OpenAsync(new PieceStream(body, piece), 16_000, kind, CancellationToken.None);
        MemoryStream read = new();
        while (intake is not null && await intake.ReadAsync(CancellationToken.None) is { IsEmpty: false } block)
        {
            Assert.Equal(0, block.Length % 2);
            read.Write(block.Span);
        }

        return read.ToArray();
    }

    private sealed class PieceStream(byte[] whole, int piece) : MemoryStream(whole)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
