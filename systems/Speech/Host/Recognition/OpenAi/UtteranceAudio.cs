using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Recognition.OpenAi;

/// <summary>The audio of one utterance, with room for a WAV header before it; counted against what the recogniser may hold.</summary>
internal sealed class UtteranceAudio(OpenAiRecogniser recogniser, int maxBytes)
{
    private const int Header = WavWriter.HeaderSize;
    private byte[] _bytes = [];
    private int _end = Header;
    private int _held;

    /// <summary>Why this utterance cannot be transcribed, or null.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The failure that goes with it.</summary>
    public RecognitionError Error { get; private set; }

    /// <summary>Adds audio; where there is no room for it, the utterance is in <see cref="Trouble"/> and holds nothing any more.</summary>
    public void Add(ReadOnlySpan<byte> audio)
    {
        if (Trouble is not null)
        {
            return;
        }

        if (_end - Header + audio.Length > maxBytes)
        {
            GiveUp(RecognitionError.Failed, $"The utterance is longer than {maxBytes} bytes, which is the limit.");
            return;
        }

        if (_end + audio.Length > _bytes.Length && !Grow(_end + audio.Length))
        {
            GiveUp(RecognitionError.Busy, $"All sessions together hold {recogniser.Options.MaxAudioBytes} bytes of audio, which is the limit.");
            return;
        }

        audio.CopyTo(_bytes.AsSpan(_end));
        _end += audio.Length;
    }

    /// <summary>The whole as a WAV file.</summary>
    public ReadOnlyMemory<byte> ToWav(int sampleRate)
    {
        if (_bytes.Length == 0)
        {
            Grow(Header);
        }

        int length = (_end - Header) / SpeechProtocol.BytesPerSample * SpeechProtocol.BytesPerSample;
        WavWriter.WriteHeader(_bytes, sampleRate, length);
        return _bytes.AsMemory(0, Header + length);
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => recogniser.Release(Interlocked.Exchange(ref _held, 0));

    private bool Grow(int needed)
    {
        int size = Math.Min(Math.Max(Math.Max(needed, _bytes.Length * 2), 16 * 1024), Math.Max(needed, maxBytes + Header));
        if (!recogniser.TryHold(size - _bytes.Length))
        {
            return false;
        }

        _held += size - _bytes.Length;
        Array.Resize(ref _bytes, size);
        return true;
    }

    private void GiveUp(RecognitionError error, string why)
    {
        (Error, Trouble) = (error, why);
        _bytes = [];
        _end = Header;
        Free();
    }
}
