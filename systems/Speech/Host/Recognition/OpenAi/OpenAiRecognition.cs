using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Recognition.OpenAi;

/// <summary>One session's line to the other server: gathers an utterance, and sends it when it ends.</summary>
internal sealed class OpenAiRecognition(OpenAiRecogniser recogniser, RecognitionSettings settings) : IRecognition
{
    /// <summary>A frame is judged as a whole, so an utterance may be longer than it should by as much as the longest frame.</summary>
    private const double FrameSeconds = 0.03;

    private readonly int _maxBytes = (int)Math.Min(
        (recogniser.Options.MaxUtterance.TotalSeconds + recogniser.Options.LookBack.TotalSeconds + FrameSeconds) * settings.SampleRate * SpeechProtocol.BytesPerSample, int.MaxValue / 2);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _gone = new();
    private UtteranceAudio? _audio;
    private bool _isClosed;

    public void Recognise(Piece piece)
    {
        long now = recogniser.Time.GetTimestamp();
        piece.Submitted = piece.Submitted == 0 ? now : piece.Submitted;
        UtteranceAudio? audio = null;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            if (piece.IsSpeech)
            {
                audio = Gather(piece);
            }
        }

        if (audio is { Trouble: { } trouble })
        {
            piece.Fail(audio.Error, trouble);
        }
        else if (audio is not null && piece.Ends)
        {
            // On the pool from its first step on: building a request takes longer than a session's reading should wait.
            _ = Task.Run(() => recogniser.ForwardAsync(piece, audio, settings, _gone.Token));
        }
        else
        {
            piece.Began = now;
            piece.Done = now;
            piece.Answer(Recognised.Nothing);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            _audio?.Free();
            _audio = null;
        }

        // Not disposed: requests under way still look at it, and it holds nothing.
        _gone.Cancel();
    }

    private UtteranceAudio Gather(Piece piece)
    {
        if (piece.Begins)
        {
            _audio?.Free();
            _audio = null;
        }

        UtteranceAudio audio = _audio ??= new UtteranceAudio(recogniser, _maxBytes);
        audio.Add(piece.Audio.Span);
        if (piece.Ends)
        {
            _audio = null;
        }

        return audio;
    }
}
