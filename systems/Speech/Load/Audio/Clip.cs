using System.Buffers;
using System.Runtime.InteropServices;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Load.Audio;

/// <summary>A recording cut into chunks, each ready to be sent: made once, and read by all clients.</summary>
internal sealed class Clip
{
    private readonly byte[] _messages;
    private readonly int _messageBytes;
    private readonly bool[] _isSpeech;

    public Clip(Recording recording, int chunkBytes, bool isBinary)
    {
        int samples = chunkBytes / SpeechProtocol.BytesPerSample;
        Chunks = Math.Max(1, (recording.Samples.Length + samples - 1) / samples);
        ChunkBytes = chunkBytes;
        Pcm = new byte[Chunks * chunkBytes]; // what is left of the last chunk is silence
        MemoryMarshal.AsBytes(recording.Samples.AsSpan()).CopyTo(Pcm);
        _isSpeech = new bool[Chunks];
        foreach ((int start, int end) in recording.Spans)
        {
            // A chunk belongs to what most of it is.
            for (int chunk = (start + (samples / 2)) / samples; chunk <= Math.Min((end - (samples / 2)) / samples, Chunks - 1); chunk++)
            {
                _isSpeech[chunk] = true;
            }
        }

        if (isBinary)
        {
            (_messages, _messageBytes) = (Pcm, chunkBytes);
            return;
        }

        var writer = new ArrayBufferWriter<byte>();
        ClientMessages.Audio(writer, Pcm.AsSpan(0, chunkBytes));
        _messageBytes = writer.WrittenCount;
        _messages = new byte[Chunks * _messageBytes];
        for (int chunk = 0; chunk < Chunks; chunk++)
        {
            writer.ResetWrittenCount();
            ClientMessages.Audio(writer, Pcm.AsSpan(chunk * chunkBytes, chunkBytes));
            writer.WrittenSpan.CopyTo(_messages.AsSpan(chunk * _messageBytes));
        }
    }

    /// <summary>How many chunks it has.</summary>
    public int Chunks { get; }

    public int ChunkBytes { get; }

    /// <summary>All of it as PCM.</summary>
    public byte[] Pcm { get; }

    /// <summary>A chunk as it travels.</summary>
    public ReadOnlyMemory<byte> Message(int chunk) => _messages.AsMemory(chunk * _messageBytes, _messageBytes);

    /// <summary>Whether somebody speaks in a chunk.</summary>
    public bool IsSpeech(int chunk) => _isSpeech[chunk];
}
