using System.Runtime.ExceptionServices;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Sessions;
using Millrace.Speech.Host.Voice;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Rest;

/// <summary>
/// One request's audio on its way through voice detection and recogniser, as a stream's: judged frame by frame, cut into utterances, their pieces overlapping inside the recogniser. A
/// recogniser that listens is given only so much ahead of its answers.
/// </summary>
internal sealed class RequestTranscription : IDisposable
{
    private const int MostWaitingBytes = 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly RestServices _services;
    private readonly IRequestSession _session;
    private readonly VoiceTrack _voice;
    private readonly RecogniserFeed _feed;
    private readonly List<VoiceSpan> _spans = [];
    private readonly List<RequestPiece> _finals = [];
    private readonly int _bytesPerSecond;
    private TaskCompletionSource? _changed;
    private TimeSpan _busy;
    private RestException? _failure;
    private long _busySince;
    private long _waitingBytes;
    private int _waiting;

    public RequestTranscription(RestServices services, IRequestSession session, VoiceSettings settings, string? language, string? prompt)
    {
        (_services, _session) = (services, session);
        _bytesPerSecond = settings.SampleRate * SpeechProtocol.BytesPerSample;
        _voice = new(settings);
        _feed = RecogniserFeed.Open(services.Recogniser, session.Seed, settings, language, prompt);
    }

    /// <summary>Takes a block of whole samples; completes when there is room for the next.</summary>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> pcm, CancellationToken cancellationToken)
    {
        _spans.Clear();
        _voice.Take(pcm.Span, _spans);
        _session.Took(pcm.Length, _spans.Exists(static span => span.IsSpeech));
        Submit(pcm.Span);
        _feed.Append(pcm.Span);
        await WaitAsync(MostWaitingBytes, long.MaxValue, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the utterance that is open, and waits for all answers.</summary>
    public async ValueTask<Transcript> FinishAsync(CancellationToken cancellationToken)
    {
        _spans.Clear();
        if (_voice.Finish(_spans))
        {
            Submit(default);
        }

        await WaitAsync(0, 0, cancellationToken).ConfigureAwait(false);
        _session.Gave(_finals.Count);
        return new(MsOf(_voice.TakenBytes), _busy, [.. _finals.Select(final => new Utterance(final.Utterance.StartMs, final.Utterance.EndMs, final.Heard.Text, final.Heard.Words))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _feed.Dispose();

    /// <summary>A piece was answered.</summary>
    public void Answered(RequestPiece piece) => Done(piece, null);

    /// <summary>A piece was not.</summary>
    public void Failed(RequestPiece piece, RecognitionError error, string why)
    {
        // What the recogniser says of itself is not for the client: it may name files and hosts.
        _services.Unanswered(error, why);
        Done(piece, error switch
        {
            RecognitionError.Busy => new(503, "The recogniser has all hands full") { RetryAfterSeconds = _services.Sessions.RetryAfterSeconds, Code = SpeechCodes.RecogniserBusy },
            RecognitionError.TimedOut => TimedOut(),
            _ => new(500, "The recogniser failed") { Code = SpeechCodes.RecogniserFailed },
        });
    }

    private RestException TimedOut() =>
        new(504, FormattableString.Invariant($"The recogniser gave no answer within {_services.RecogniserTimeout.TotalSeconds} s")) { Code = SpeechCodes.RecogniserTimeout };

    private void Submit(ReadOnlySpan<byte> pcm)
    {
        foreach (VoiceSpan span in _spans)
        {
            RequestPiece piece = PieceOf(span, pcm);
            if (piece.Ends)
            {
                _finals.Add(piece);
            }

            lock (_lock)
            {
                if (_waiting++ == 0)
                {
                    _busySince = piece.Submitted;
                }

                _waitingBytes += piece.Audio.Length;
            }

            _feed.Recognise(piece);
        }
    }

    private RequestPiece PieceOf(in VoiceSpan span, ReadOnlySpan<byte> pcm)
    {
        PieceAudio cut = _feed.Cut(span, pcm);
        long now = _services.Time.GetTimestamp();
        return new RequestPiece(this)
        {
            Audio = cut.Audio,
            Rented = cut.Rented,
            Bytes = span.Length,
            StartMs = cut.StartMs,
            IsSpeech = span.IsSpeech,
            Begins = span.Begins,
            Ends = span.Ends,
            SpeechBytes = span.SpeechBytes,
            Received = now,
            Submitted = now,
            Utterance = (cut.UtteranceStartMs, cut.UtteranceEndMs),
        };
    }

    private void Done(RequestPiece piece, RestException? failure)
    {
        TaskCompletionSource? changed;
        lock (_lock)
        {
            _failure ??= failure;
            _waitingBytes -= piece.Audio.Length;
            if (--_waiting == 0)
            {
                _busy += _services.Time.GetElapsedTime(_busySince);
            }

            changed = _changed;
            _changed = null;
        }

        changed?.TrySetResult();
    }

    private async ValueTask WaitAsync(long mostBytes, long mostPieces, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_failure is { } failure)
                {
                    ExceptionDispatchInfo.Throw(failure);
                }

                if (_waitingBytes <= mostBytes && _waiting <= mostPieces)
                {
                    return;
                }

                changed = (_changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            try
            {
                await changed.WaitAsync(_services.RecogniserTimeout, _services.Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException e)
            {
                _services.Unanswered(RecognitionError.TimedOut, "It gave no answer.");
                throw new RestException(504, TimedOut().Message, e) { Code = SpeechCodes.RecogniserTimeout };
            }
        }
    }

    private long MsOf(long bytes) => bytes * 1000 / _bytesPerSecond;
}
