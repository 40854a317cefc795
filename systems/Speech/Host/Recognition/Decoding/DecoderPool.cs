using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host.Recognition.Decoding;

/// <summary>
/// A bounded number of decoders, each with a thread of its own, made when they are first needed. An utterance holds one from its first audio to its end; others wait, and are
/// refused when they have waited too long. While others wait, an utterance whose audio does not keep up with real time gives its decoder back. A decoder that hangs is given up with its thread and replaced, as often as there are decoders.
/// </summary>
internal sealed class DecoderPool : IAsyncDisposable
{
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly Queue<Utterance> _waiting = new();
    private readonly List<DecodingThread> _threads = [];
    private readonly Func<IDecoder> _create;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly TimerAlarm _expiry;
    private readonly ITimer _watch;
    private readonly long _maxWait;
    private bool _isArmed;
    private int _idle;
    private int _givenUp;
    private bool _ended;

    public DecoderPool(DecoderPoolOptions options, Func<IDecoder> create, TimeProvider time, ILogger log)
    {
        (Options, _create, _time, _log) = (options, create, time, log);
        _maxWait = (long)(options.MaxWait.TotalSeconds * time.TimestampFrequency);
        _expiry = new TimerAlarm(time, Expire);
        TimeSpan turn = options.GiveUpAfter / 4;
        _watch = time.CreateTimer(static pool => ((DecoderPool)pool!).GiveUpHanging(), this, turn, turn);
    }

    public DecoderPoolOptions Options { get; }

    /// <summary>True where an utterance has a chance to be decoded.</summary>
    public bool IsReady
    {
        get
        {
            lock (_gate)
            {
                return !_ended && (_threads.Count > 0 || _givenUp < Options.Decoders);
            }
        }
    }

    /// <summary>True where utterances wait for which no thread is idle.</summary>
    public bool OthersWait
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count > _idle && _waiting.Count(static utterance => !utterance.Pieces.IsClosed) > _idle;
            }
        }
    }

    /// <summary>How it stands, in a line for people.</summary>
    public string Summary
    {
        get
        {
            lock (_gate)
            {
                int busy = _threads.Count(thread => thread.Current is not null);
                return $"{busy} of {Options.Decoders} decoders at work ({_threads.Count} made), {_waiting.Count} utterances waiting, {_givenUp} decoders given up";
            }
        }
    }

    /// <summary>Makes the first decoder.</summary>
    public Task StartAsync()
    {
        lock (_gate)
        {
            return StartThread().Started;
        }
    }

    /// <summary>Takes a piece of an utterance; the utterance waits for a decoder where it has none.</summary>
    public void Add(Utterance utterance, Piece piece)
    {
        if (!utterance.Pieces.TryAdd(piece))
        {
            string full = $"{Options.MaxWaitingBytes} bytes of one utterance wait for a decoder, which is the limit.";
            utterance.Pieces.Fail(RecognitionError.Busy, full);
            piece.Fail(RecognitionError.Busy, full);
            return;
        }

        string? refusal = Place(utterance);
        if (refusal is not null)
        {
            utterance.Pieces.Fail(RecognitionError.Failed, refusal);
        }
    }

    /// <summary>The next utterance for an idle thread; null where the thread is to end.</summary>
    public Utterance? Next(DecodingThread thread)
    {
        lock (_gate)
        {
            thread.Current = null;
            while (!_ended && !thread.IsGivenUp)
            {
                if (_waiting.TryDequeue(out Utterance? utterance))
                {
                    if (!utterance.Pieces.IsClosed)
                    {
                        thread.Current = utterance;
                        return utterance;
                    }

                    continue;
                }

                _idle++;
                Monitor.Wait(_gate);
                _idle--;
            }

            return null;
        }
    }

    /// <summary>Takes the decoder from an utterance that pauses. False where audio has come meanwhile.</summary>
    public bool TryRelease(DecodingThread thread, Utterance utterance)
    {
        lock (_gate)
        {
            if (!utterance.Pieces.IsEmpty)
            {
                return false;
            }

            utterance.IsPlaced = false;
            thread.Current = null;
            return true;
        }
    }

    /// <summary>A thread has ended.</summary>
    public void Left(DecodingThread thread)
    {
        lock (_gate)
        {
            _threads.Remove(thread);
            if (!thread.IsGivenUp)
            {
                return;
            }

            _givenUp--;
        }

        RecognitionLog.DecoderCameBack(_log);
    }

    /// <summary>Ends all that is under way, and waits for the threads for some seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Utterance> left;
        Task[] threads;
        lock (_gate)
        {
            _ended = true;
            left = [.. _waiting, .. _threads.Select(thread => thread.Current).OfType<Utterance>()];
            threads = [.. _threads.Select(thread => thread.Ended)];
            _waiting.Clear();
            Monitor.PulseAll(_gate);
        }

        _expiry.Dispose();
        await _watch.DisposeAsync().ConfigureAwait(false);
        foreach (Utterance utterance in left)
        {
            utterance.Pieces.Fail(RecognitionError.Failed, "The recogniser has ended.");
        }

        try
        {
            await Task.WhenAll(threads).WaitAsync(LastWait, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            RecognitionLog.DecodersLeft(_log, LastWait.TotalSeconds);
        }
    }

    private string? Place(Utterance utterance)
    {
        long due;
        lock (_gate)
        {
            if (utterance.IsPlaced)
            {
                return null;
            }

            if (_ended)
            {
                return "The recogniser has ended.";
            }

            if (_waiting.Count >= _idle && _threads.Count < Options.Decoders && _givenUp < Options.Decoders)
            {
                StartThread();
            }

            if (_threads.Count == 0)
            {
                return $"All decoders hang: {_givenUp} were given up.";
            }

            utterance.IsPlaced = true;
            utterance.WaitsSince = _time.GetTimestamp();
            _waiting.Enqueue(utterance);
            Monitor.Pulse(_gate);
            if (_isArmed)
            {
                return null;
            }

            _isArmed = true;
            due = utterance.WaitsSince + _maxWait;
        }

        _expiry.Arm(due);
        return null;
    }

    private DecodingThread StartThread()
    {
        var thread = new DecodingThread(this, Create, _time, _log);
        _threads.Add(thread);
        return thread;
    }

    private IDecoder Create()
    {
        long start = _time.GetTimestamp();
        IDecoder decoder = _create();
        int number;
        lock (_gate)
        {
            number = _threads.Count;
        }

        RecognitionLog.DecoderReady(_log, number, Options.Decoders, (long)_time.GetElapsedTime(start).TotalMilliseconds);
        return decoder;
    }

    /// <summary>Refuses what has waited too long; says when to look again.</summary>
    private long Expire()
    {
        List<Utterance> expired = [];
        long next = IAlarm.Never;
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            while (_waiting.TryPeek(out Utterance? head))
            {
                if (head.WaitsSince + _maxWait > now)
                {
                    next = head.WaitsSince + _maxWait;
                    break;
                }

                expired.Add(_waiting.Dequeue());
            }

            _isArmed = next != IAlarm.Never;
        }

        foreach (Utterance utterance in expired)
        {
            utterance.Pieces.Fail(RecognitionError.Busy, $"No decoder was free for {Options.MaxWait.TotalSeconds:0.#} s.");
        }

        return next;
    }

    private void GiveUpHanging()
    {
        List<Utterance> lost = [];
        int givenUp = 0;
        lock (_gate)
        {
            foreach (DecodingThread thread in _threads.Where(thread => thread.InCallFor > Options.GiveUpAfter).ToArray())
            {
                thread.IsGivenUp = true;
                _threads.Remove(thread);
                givenUp = ++_givenUp;
                if (thread.Current is { } utterance)
                {
                    lost.Add(utterance);
                }

                if (_waiting.Count > _idle && !_ended && _givenUp < Options.Decoders)
                {
                    StartThread();
                }
            }

            if (givenUp > 0 && _threads.Count == 0 && _givenUp >= Options.Decoders)
            {
                lost.AddRange(_waiting);
                _waiting.Clear();
            }
        }

        if (givenUp > 0)
        {
            RecognitionLog.DecoderGivenUp(_log, Options.GiveUpAfter.TotalSeconds, givenUp, Options.Decoders);
        }

        foreach (Utterance utterance in lost)
        {
            utterance.Pieces.Fail(RecognitionError.Failed, $"The decoder did not come back within {Options.GiveUpAfter.TotalSeconds:0.#} s.");
        }
    }
}
