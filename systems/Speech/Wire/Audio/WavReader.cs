using System.Buffers.Binary;

namespace Millrace.Speech.Wire;

/// <summary>
/// Reads what stands before the samples of a WAV file (RIFF WAVE, with <c>fmt </c> and <c>data</c> chunks; WAVE_FORMAT_PCM, IEEE_FLOAT and EXTENSIBLE). Nothing that a file says of
/// its sizes is trusted: what it says is held against the bytes that are there.
/// </summary>
public static class WavReader
{
    /// <summary>The most channels that are mixed.</summary>
    public const int MostChannels = 32;

    /// <summary>The lowest and highest rates that are taken, in samples a second.</summary>
    public const int LowestRate = 4_000, HighestRate = 192_000;

    /// <summary>How far into a file its samples must begin: what stands before them is pictures and titles.</summary>
    public const int LongestHeader = 256 * 1024;

    private const int Riff = 12;
    private const int ChunkHead = 8;

    /// <summary>Whether bytes begin a RIFF file, so that they are not raw PCM. Needs 12 bytes to know.</summary>
    public static bool IsWav(ReadOnlySpan<byte> start) => start.Length >= Riff && start.StartsWith("RIFF"u8) && start[8..].StartsWith("WAVE"u8);

    /// <summary>Reads the header of a file of which <paramref name="start"/> is the beginning, as far as it is there.</summary>
    /// <param name="start">The first bytes of the file.</param>
    /// <param name="isAll">Whether no more will come.</param>
    /// <param name="header">Where the samples are.</param>
    /// <param name="error">What is wrong with the file, in words for its sender; null where only more bytes are needed.</param>
    public static bool TryReadHeader(ReadOnlySpan<byte> start, bool isAll, out WavHeader header, out string? error)
    {
        header = default;
        error = null;
        if (start.Length < Riff)
        {
            error = isAll ? "The WAV file ends within its first 12 bytes." : null;
            return false;
        }

        if (!IsWav(start))
        {
            error = "This is no WAV file: it does not begin with RIFF and WAVE.";
            return false;
        }

        WavFormat? format = null;
        long at = Riff;
        while (at + ChunkHead <= start.Length)
        {
            ReadOnlySpan<byte> chunk = start[(int)at..];
            uint size = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
            ReadOnlySpan<byte> body = chunk[ChunkHead..];
            if (chunk.StartsWith("data"u8))
            {
                if (format is not { } known)
                {
                    error = "The WAV file has its samples (chunk 'data') before it says what they are (chunk 'fmt ').";
                    return false;
                }

                header = new(known, (int)at + ChunkHead, size is 0 or uint.MaxValue or 0x7FFF_FFFF ? long.MaxValue : size);
                return true;
            }

            if (chunk.StartsWith("fmt "u8))
            {
                if (size < 16)
                {
                    error = $"The WAV file's chunk 'fmt ' has {size} bytes; it needs 16.";
                    return false;
                }

                if (body.Length < Math.Min(size, 40))
                {
                    break;
                }

                if (!TryReadFormat(body[..(int)Math.Min(size, 40)], out WavFormat read, out error))
                {
                    return false;
                }

                format = read;
            }

            // A chunk of an odd size has a byte of padding.
            at += ChunkHead + (long)size + (size & 1);
            if (at > LongestHeader)
            {
                error = $"The WAV file's samples (chunk 'data') do not begin within its first {LongestHeader / 1024} KiB.";
                return false;
            }
        }

        error = isAll ? "The WAV file ends before its samples (chunk 'data') begin." : null;
        return false;
    }

    private static bool TryReadFormat(ReadOnlySpan<byte> body, out WavFormat format, out string? error)
    {
        format = default;
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(body);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        uint rate = BinaryPrimitives.ReadUInt32LittleEndian(body[4..]);
        int block = BinaryPrimitives.ReadUInt16LittleEndian(body[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        if (tag == 0xFFFE)
        {
            if (body.Length < 40)
            {
                error = $"The WAV file's extensible chunk 'fmt ' has {body.Length} bytes; it needs 40.";
                return false;
            }

            tag = BinaryPrimitives.ReadUInt16LittleEndian(body[24..]);
        }

        WavEncoding? encoding = (tag, bits) switch
        {
            (1, 8) => WavEncoding.Unsigned8,
            (1, 16) => WavEncoding.Signed16,
            (1, 24) => WavEncoding.Signed24,
            (1, 32) => WavEncoding.Signed32,
            (3, 32) => WavEncoding.Floating,
            _ => null,
        };
        error = encoding is null ? $"The WAV file's samples are of format {tag} with {bits} bits; taken are PCM (1) with 8, 16, 24 or 32 bits and floats (3) with 32."
            : channels is 0 or > MostChannels ? $"The WAV file has {channels} channels; taken are 1 to {MostChannels}."
            : rate is < LowestRate or > HighestRate ? $"The WAV file has {rate} samples a second; taken are {LowestRate} to {HighestRate}."
            : null;
        if (error is not null)
        {
            return false;
        }

        format = new(encoding!.Value, channels, (int)rate);
        error = block == format.FrameBytes ? null : $"The WAV file says {block} bytes for a sample of all channels, where {channels} channels of {bits} bits have {format.FrameBytes}.";
        return error is null;
    }
}
