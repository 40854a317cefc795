using System.Buffers.Binary;

namespace Millrace.Speech.Wire;

/// <summary>Samples of WAV files as numbers.</summary>
public static class WavSamples
{
    /// <summary>
    /// Reads whole frames into <paramref name="mono"/>, the mean of their channels, full scale being 1; what is no number, or beyond full scale, becomes silence or full scale.
    /// Gives the frames read: as many as both sides have room for.
    /// </summary>
    public static int ToMono(WavFormat format, ReadOnlySpan<byte> samples, Span<float> mono)
    {
        int frames = Math.Min(samples.Length / format.FrameBytes, mono.Length);
        int size = format.SampleBytes;
        float share = 1f / format.Channels;
        for (int frame = 0; frame < frames; frame++)
        {
            ReadOnlySpan<byte> at = samples.Slice(frame * format.FrameBytes, format.FrameBytes);
            float sum = 0;
            for (int channel = 0; channel < format.Channels; channel++)
            {
                sum += Sample(format.Encoding, at[(channel * size)..]);
            }

            mono[frame] = sum * share;
        }

        return frames;
    }

    /// <summary>A number as a sample of 16 bits, rounded, and held within what those can say.</summary>
    public static short ToInt16(float sample) => (short)Math.Clamp(MathF.Round(sample * 32768f), short.MinValue, short.MaxValue);

    private static float Sample(WavEncoding encoding, ReadOnlySpan<byte> bytes) => encoding switch
    {
        WavEncoding.Unsigned8 => (bytes[0] - 128) / 128f,
        WavEncoding.Signed16 => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        WavEncoding.Signed24 => ((bytes[0] << 8) | (bytes[1] << 16) | (bytes[2] << 24)) / 2147483648f,
        WavEncoding.Signed32 => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
        _ => Bounded(BinaryPrimitives.ReadSingleLittleEndian(bytes)),
    };

    private static float Bounded(float sample) => float.IsNaN(sample) ? 0 : Math.Clamp(sample, -1, 1);
}
