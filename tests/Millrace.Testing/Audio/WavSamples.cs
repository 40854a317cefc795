using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Millrace.Testing.Audio;

/// <summary>WAV files of one channel and 16 bits, as tests and benchmarks read and write them.</summary>
public static class WavSamples
{
    private const int HeaderBytes = 44;
    private const float FullScale = 32768;

    /// <summary>The samples, full scale being 1, and how many make a second.</summary>
    public static (float[] Samples, int Rate) Read(ReadOnlySpan<byte> file)
    {
        int rate = 0;
        int at = 12;
        while (at + 8 <= file.Length)
        {
            ReadOnlySpan<byte> name = file.Slice(at, 4);
            int length = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]), (uint)(file.Length - at - 8));
            if (name.SequenceEqual("fmt "u8))
            {
                rate = BinaryPrimitives.ReadInt32LittleEndian(file[(at + 12)..]);
                if (BinaryPrimitives.ReadInt32LittleEndian(file[(at + 8)..]) != 0x0001_0001 || file[at + 22] != 16)
                {
                    throw new InvalidDataException("Only PCM of one channel and 16 bits is read here.");
                }
            }
            else if (name.SequenceEqual("data"u8))
            {
                return (FromPcm(file.Slice(at + 8, length & ~1)), rate);
            }

            at += 8 + length + (length & 1);
        }

        throw new InvalidDataException("The file has no data.");
    }

    /// <summary>A whole file.</summary>
    public static byte[] Write(ReadOnlySpan<float> samples, int rate)
    {
        byte[] pcm = ToPcm(samples);
        byte[] file = new byte[HeaderBytes + pcm.Length];
        Span<byte> head = file;
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], file.Length - 8);
        "WAVEfmt "u8.CopyTo(head[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[16..], 16);
        BinaryPrimitives.WriteInt32LittleEndian(head[20..], 0x0001_0001);
        BinaryPrimitives.WriteInt32LittleEndian(head[24..], rate);
        BinaryPrimitives.WriteInt32LittleEndian(head[28..], rate * 2);
        BinaryPrimitives.WriteInt32LittleEndian(head[32..], 0x0010_0002);
        "data"u8.CopyTo(head[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(head[40..], pcm.Length);
        pcm.CopyTo(head[HeaderBytes..]);
        return file;
    }

    /// <summary>Signed 16-bit little-endian samples as numbers.</summary>
    public static float[] FromPcm(ReadOnlySpan<byte> pcm)
    {
        float[] samples = new float[pcm.Length / 2];
        for (int n = 0; n < samples.Length; n++)
        {
            samples[n] = BinaryPrimitives.ReadInt16LittleEndian(pcm[(2 * n)..]) / FullScale;
        }

        return samples;
    }

    /// <summary>Numbers as signed 16-bit little-endian samples; what is beyond full scale is cut.</summary>
    public static byte[] ToPcm(ReadOnlySpan<float> samples)
    {
        short[] pcm = new short[samples.Length];
        for (int n = 0; n < samples.Length; n++)
        {
            pcm[n] = (short)Math.Clamp(MathF.Round(samples[n] * FullScale), short.MinValue, short.MaxValue);
        }

        return MemoryMarshal.AsBytes(pcm.AsSpan()).ToArray();
    }
}
