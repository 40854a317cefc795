using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host.Recognition.Simulated;

/// <summary>Answers every piece after a fixed latency with words that follow from the seeds: the same session says the same again.</summary>
internal sealed class SimulatedRecogniser : IRecogniser
{
    private readonly SimulatedOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly DelayLine? _line;

    public SimulatedRecogniser(SimulatedOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        _log = log;
        _line = options.Latency > TimeSpan.Zero ? new DelayLine(time, options.Latency, Answer) : null;
    }

    public string Name => "simulated";

    public bool NeedsAudio => false;

    public TimeSpan LookBack => TimeSpan.Zero;

    public bool IsReady => true;

    public string Summary => FormattableString.Invariant($"answers after {_options.Latency.TotalMilliseconds} ms; {_line?.Count ?? 0} pieces wait for that");

    public SimulatedOptions Options => _options;

    public ValueTask StartAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IRecognition Open(RecognitionSettings settings) => new SimulatedRecognition(this, settings);

    /// <summary>Answers a piece when its time has come.</summary>
    public void Take(DelayedAnswer answer)
    {
        Piece piece = answer.Piece;
        if (piece.Submitted == 0)
        {
            piece.Submitted = _time.GetTimestamp();
        }

        if (_line is null)
        {
            piece.Began = piece.Submitted;
            piece.Done = piece.Submitted;
            Answer(answer);
        }
        else if (!_line.TryAdd(in answer))
        {
            piece.Fail(RecognitionError.Failed, "The simulated recogniser has ended.");
        }
    }

    public ValueTask DisposeAsync()
    {
        foreach (DelayedAnswer answer in _line?.End() ?? [])
        {
            Guarded(answer, static piece => piece.Piece.Fail(RecognitionError.Failed, "The simulated recogniser has ended."));
        }

        return ValueTask.CompletedTask;
    }

    private void Answer(DelayedAnswer answer)
    {
        Guarded(answer, static answer => _ = answer.Fails
            ? answer.Piece.Fail(RecognitionError.Failed, "The simulated recogniser fails at its error rate.")
            : answer.Piece.Answer(new Recognised(answer.Text, answer.Words)));
    }

    private void Guarded(DelayedAnswer answer, Action<DelayedAnswer> say)
    {
        if (answer.Session.IsClosed)
        {
            return;
        }

        try
        {
            say(answer);
        }
#pragma warning disable CA1031 // One session's fault must not silence the others, whose answers come from this thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RecognitionLog.AnswerFailed(_log, exception);
        }
    }
}
