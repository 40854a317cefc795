namespace Millrace.Speech.Host.Voice;

/// <summary>
/// One stream's voice activity: cuts what comes into frames, whatever the size of the chunks, has every frame judged, and says which bytes belong to which utterance. One per session; used by one
/// thread at a time. Nothing in it grows with the stream, and it allocates nothing for a chunk.
/// </summary>
/// <remarks>
/// An utterance begins with the first frame of speech and ends with <see cref="VoiceSettings.EndpointingMs"/> of silence, which still belong to it. Bytes of a frame that is not whole yet are given out
/// at once, as the utterance stands: so a chunk never waits for the next one, and at most one frame of a beginning may have been given out as silence.
/// </remarks>
internal sealed class VoiceTrack
{
    private readonly VoiceSettings _settings;
    private readonly int _frameBytes;
    private readonly long _endpointBytes;
    private readonly long _longestBytes;
    private VoiceDetector? _detector;
    private byte[]? _carry;
    private int _carried;
    private bool _begins;
    private long _utteranceBytes;
    private long _speechBytes;
    private long _silentBytes;

    /// <summary>Begins a stream.</summary>
    public VoiceTrack(VoiceSettings settings)
    {
        _settings = settings;
        _frameBytes = settings.FrameBytes;
        _endpointBytes = (long)settings.EndpointingMs * settings.BytesPerMs;
        _longestBytes = (long)(settings.LongestUtterance.TotalMilliseconds * settings.BytesPerMs);
    }

    /// <summary>True from the first frame of speech to the end of the utterance.</summary>
    public bool IsInUtterance { get; private set; }

    /// <summary>Frames judged so far.</summary>
    public long Frames { get; private set; }

    /// <summary>Frames of them that were speech.</summary>
    public long SpeechFrames { get; private set; }

    /// <summary>Bytes taken so far.</summary>
    public long TakenBytes { get; private set; }

    /// <summary>
    /// Takes a chunk of any size, odd ones too, and adds its runs to <paramref name="spans"/>, in order and without a gap; an empty chunk has none.
    /// </summary>
    public void Take(ReadOnlySpan<byte> pcm, List<VoiceSpan> spans)
    {
        int open = 0;
        int at = 0;
        while (pcm.Length - at >= _frameBytes - _carried)
        {
            int begin = at;
            at += _frameBytes - _carried;
            open = Judge(Whole(pcm[begin..at]), open, begin, at, spans);
        }

        Carry(pcm[at..]);
        TakenBytes += pcm.Length;
        if (open < pcm.Length)
        {
            Add(spans, open, pcm.Length);
        }
    }

    /// <summary>
    /// Ends the utterance that is open, with a run of no bytes, and says whether there was one. The stream may go on: a frame that is not whole is completed by the next chunk.
    /// </summary>
    public bool Finish(List<VoiceSpan> spans)
    {
        if (!IsInUtterance)
        {
            return false;
        }

        End(spans, 0, 0, isTooLong: false);
        return true;
    }

    /// <summary>The frame that these bytes complete.</summary>
    private ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> rest)
    {
        if (_carried == 0)
        {
            return rest;
        }

        rest.CopyTo(_carry.AsSpan(_carried));
        _carried = 0;
        return _carry;
    }

    private void Carry(ReadOnlySpan<byte> part)
    {
        if (part.IsEmpty)
        {
            return;
        }

        _carry ??= new byte[_frameBytes];
        part.CopyTo(_carry.AsSpan(_carried));
        _carried += part.Length;
    }

    /// <summary>Moves on by a frame, of which the chunk holds the bytes from <paramref name="begin"/> to <paramref name="end"/>. Returns where the run begins that is open now.</summary>
    private int Judge(ReadOnlySpan<byte> frame, int open, int begin, int end, List<VoiceSpan> spans)
    {
        _detector ??= new(_settings);
        bool isSpeech = _detector.IsSpeech(frame);
        Frames++;
        SpeechFrames += isSpeech ? 1 : 0;
        if (!IsInUtterance)
        {
            if (!isSpeech)
            {
                return open;
            }

            if (begin > open)
            {
                Add(spans, open, begin);
            }

            open = begin;
            IsInUtterance = true;
            _begins = true;
        }

        _utteranceBytes += _frameBytes;
        _speechBytes += isSpeech ? _frameBytes : 0;
        _silentBytes = isSpeech ? 0 : _silentBytes + _frameBytes;
        if (_silentBytes < _endpointBytes && _utteranceBytes < _longestBytes)
        {
            return open;
        }

        End(spans, open, end, isTooLong: _silentBytes < _endpointBytes);
        return end;
    }

    private void Add(List<VoiceSpan> spans, int from, int to)
    {
        spans.Add(new(IsInUtterance, from, to - from, _begins, Ends: false, _speechBytes));
        _begins = false;
    }

    private void End(List<VoiceSpan> spans, int from, int to, bool isTooLong)
    {
        spans.Add(new(true, from, to - from, _begins, Ends: true, _speechBytes) { IsTooLong = isTooLong, SilentBytes = _silentBytes });
        IsInUtterance = false;
        _begins = false;
        _utteranceBytes = 0;
        _speechBytes = 0;
        _silentBytes = 0;
    }
}
