using Microsoft.Extensions.Logging;
using Millrace.Hosting;

namespace Millrace.Speech.Host.Recognition.OpenAi;

/// <summary>
/// Forwards every utterance, when it has ended, to a server with OpenAI's <c>POST /v1/audio/transcriptions</c>. Until then there are no words. A request is tried once: the words of a
/// second try would come too late to be of use.
/// </summary>
internal sealed class OpenAiRecogniser : IRecogniser
{
    private readonly OpenAiOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _turns;
    private readonly CancellationTokenSource _ending = new();
    private OpenAiClient? _client;
    private long _heldBytes;
    private int _pending;
    private long _failures;

    public OpenAiRecogniser(OpenAiOptions options, TimeProvider time, ILogger log)
    {
        (_options, _time, _log) = (options, time, log);
        _turns = new SemaphoreSlim(options.MaxRequests);
    }

    public string Name => "openai";

    public bool NeedsAudio => true;

    public TimeSpan LookBack => _options.LookBack;

    public bool IsReady => _client is not null && !_ending.IsCancellationRequested;

    public string Summary => $"{Volatile.Read(ref _pending)} requests to {_options.Url} under way or waiting, {Volatile.Read(ref _failures)} failed, {Volatile.Read(ref _heldBytes)} bytes of audio held";

    public OpenAiOptions Options => _options;

    public TimeProvider Time => _time;

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Url is not { } url)
        {
            throw new ServerStartException("The recogniser openai has no server; give the address of one, such as http://127.0.0.1:8000/v1.");
        }

        _client = new OpenAiClient(url, OpenAiKey.Read(_options), _options);
        return ValueTask.CompletedTask;
    }

    public IRecognition Open(RecognitionSettings settings) => new OpenAiRecognition(this, settings);

    /// <summary>Takes room for audio; false where there is none.</summary>
    public bool TryHold(int bytes)
    {
        if (Interlocked.Add(ref _heldBytes, bytes) <= _options.MaxAudioBytes)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    public void Release(int bytes) => Interlocked.Add(ref _heldBytes, -bytes);

    /// <summary>Has an utterance transcribed, and answers its last piece; never throws.</summary>
    public async Task ForwardAsync(Piece last, UtteranceAudio audio, RecognitionSettings settings, CancellationToken gone)
    {
        using CancellationTokenSource wanted = CancellationTokenSource.CreateLinkedTokenSource(gone, _ending.Token);
        using var late = new CancellationTokenSource(_options.Timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(wanted.Token, late.Token);
        try
        {
            Recognised heard = await TranscribeAsync(last, audio, settings, either.Token).ConfigureAwait(false);
            last.Done = _time.GetTimestamp();
            last.Answer(in heard);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !wanted.IsCancellationRequested)
        {
            if (last.Began == 0)
            {
                Fail(last, RecognitionError.Busy, $"The utterance waited {_options.Timeout.TotalSeconds:0.#} s for its turn: {_options.MaxRequests} requests are under way, which is the limit.");
            }
            else
            {
                Fail(last, RecognitionError.TimedOut, $"The server did not answer within {_options.Timeout.TotalSeconds:0.#} s, the wait for the utterance's turn included.");
            }
        }
        catch (OperationCanceledException)
        {
            // Of a session that has gone; where the recogniser ends, somebody may still wait.
            last.Fail(RecognitionError.Failed, "The recogniser has ended.");
        }
        catch (OpenAiException exception)
        {
            Fail(last, exception.Error, exception.Message);
        }
#pragma warning disable CA1031 // Whatever else goes wrong costs this utterance only, and must not be lost.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Fail(last, RecognitionError.Failed, exception.Message);
        }
        finally
        {
            audio.Free();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Its client and its turns are left to those that still come back; they hold nothing beyond memory once their requests are cancelled.
        await _ending.CancelAsync().ConfigureAwait(false);
        _client?.Dispose();
    }

    private async Task<Recognised> TranscribeAsync(Piece last, UtteranceAudio audio, RecognitionSettings settings, CancellationToken cancellationToken)
    {
        OpenAiClient client = _client ?? throw new OpenAiException(RecognitionError.Failed, "The recogniser openai was not started.");
        try
        {
            if (Interlocked.Increment(ref _pending) > _options.MaxRequests + _options.MaxWaiting)
            {
                throw new OpenAiException(RecognitionError.Busy, $"{_options.MaxRequests} requests are under way and {_options.MaxWaiting} wait, which is the limit.");
            }

            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                last.Began = Math.Max(_time.GetTimestamp(), 1); // 0 says that it waits.
                string text = await client.TranscribeAsync(audio.ToWav(settings.SampleRate), settings, cancellationToken).ConfigureAwait(false);
                return new Recognised(text, []);
            }
            finally
            {
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    private void Fail(Piece piece, RecognitionError error, string why)
    {
        Interlocked.Increment(ref _failures);
        if (piece.Fail(error, why))
        {
            RecognitionLog.ForwardFailed(_log, _options.Url!, why);
        }
    }
}
