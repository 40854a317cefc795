using System.Buffers;
using System.Buffers.Binary;

namespace Millrace.Speech.Wire;

/// <summary>Writes WAV files of 16 bits and one channel.</summary>
public static class WavWriter
{
    /// <summary>Bytes before the samples.</summary>
    public const int HeaderSize = 44;

    /// <summary>The header of a file with so many bytes of PCM.</summary>
    public static void WriteHeader(Span<byte> header, int sampleRate, int pcmBytes)
    {
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(HeaderSize - 8) + (uint)pcmBytes);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], sampleRate * SpeechProtocol.BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], SpeechProtocol.BytesPerSample);
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * SpeechProtocol.BytesPerSample);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], (uint)pcmBytes);
    }

    /// <summary>A whole file.</summary>
    public static void Write(IBufferWriter<byte> into, int sampleRate, ReadOnlySpan<byte> pcm)
    {
        ArgumentNullException.ThrowIfNull(into);
        WriteHeader(into.GetSpan(HeaderSize), sampleRate, pcm.Length);
        into.Advance(HeaderSize);
        into.Write(pcm);
    }

    /// <summary>A whole file.</summary>
    public static byte[] ToArray(int sampleRate, ReadOnlySpan<byte> pcm)
    {
        byte[] file = new byte[HeaderSize + pcm.Length];
        WriteHeader(file, sampleRate, pcm.Length);
        pcm.CopyTo(file.AsSpan(HeaderSize));
        return file;
    }
}
