using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host.Recognition.Decoding;

/// <summary>A decoder with the thread that works it: takes an utterance, holds it to its end (or as long as its speaker keeps up, where others wait), takes the next.</summary>
internal sealed class DecodingThread
{
    /// <summary>Bytes of audio handed to the decoder in one call, a second of it: a long call could not be told from one that hangs.</summary>
    private const int Slice = 32_000;

    /// <summary>How often it is looked whether others wait, while the speaker in hand is silent.</summary>
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly DecoderPool _pool;
    private readonly Func<IDecoder> _create;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly List<Piece> _batch = [];
    private readonly byte[] _audio = new byte[Slice];
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IDecoder? _decoder;
    private long _startMs;
    private long _calledAt;
    private long _due;
    private bool _hasBegun;

    public DecodingThread(DecoderPool pool, Func<IDecoder> create, TimeProvider time, ILogger log)
    {
        (_pool, _create, _time, _log) = (pool, create, time, log);
        new Thread(Run) { IsBackground = true, Name = "speech decoder" }.Start();
    }

    /// <summary>Completes once the first decoder is there; fails where it cannot be made.</summary>
    public Task Started => _started.Task;

    /// <summary>Completes with the thread.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The utterance in hand; under the pool's lock.</summary>
    public Utterance? Current { get; set; }

    /// <summary>True once nobody waits for it any more; under the pool's lock.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>How long the call that it is in has taken; zero where it is in none.</summary>
    public TimeSpan InCallFor => Volatile.Read(ref _calledAt) is var since and not 0 ? _time.GetElapsedTime(since) : TimeSpan.Zero;

    private void Run()
    {
        Prepare();
        while (_pool.Next(this) is { } utterance)
        {
            try
            {
                Decode(utterance);
            }
#pragma warning disable CA1031 // Whatever a decoder throws is the fault of one utterance; the thread serves the others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                RecognitionLog.DecoderFailed(_log, exception.Message, exception);
                EndCall();
                utterance.Pieces.Fail(RecognitionError.Failed, "The decoder failed.");
                Free();
            }

            utterance.IsFinished |= utterance.Pieces.IsClosed;
        }

        Free();
        _pool.Left(this);
        _ended.TrySetResult();
    }

    /// <summary>Makes the decoder before there is work, so that the first utterance need not wait for it and a server learns at its start what is wrong.</summary>
    private void Prepare()
    {
        try
        {
            Make();
            _started.TrySetResult();
        }
#pragma warning disable CA1031 // Handed to who waits for the start; a thread that came later tries again with its utterance.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            EndCall();
            _started.TrySetException(exception);
            _ = _started.Task.Exception;
        }
    }

    private IDecoder Make()
    {
        if (_decoder is null)
        {
            BeginCall();
            _decoder = _create();
            EndCall();
            _hasBegun = false;
        }

        return _decoder;
    }

    private void Free()
    {
        // A call like any other: one that does not come back is given up.
        BeginCall();
        try
        {
            _decoder?.Dispose();
        }
#pragma warning disable CA1031 // A decoder that cannot even be freed is left behind.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            RecognitionLog.DecoderFailed(_log, exception.Message, exception);
        }

        EndCall();
        _decoder = null;
        _hasBegun = false;
    }

    private void Decode(Utterance utterance)
    {
        while (true)
        {
            _batch.Clear();
            if (TryTake(utterance))
            {
                if (Take(utterance))
                {
                    return;
                }
            }
            else if (utterance.Pieces.IsClosed)
            {
                End(isWanted: false);
                return;
            }
            else
            {
                // Its client has stopped in the middle, or is too slow: the decoder goes to others, and what it heard is kept.
                utterance.Before = utterance.After(End(isWanted: true));
                if (_pool.TryRelease(this, utterance))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Takes what waits. False where nothing comes for the longest pause, or not in time while others wait for a decoder.</summary>
    private bool TryTake(Utterance utterance)
    {
        for (TimeSpan left = _pool.Options.MaxPause; left > TimeSpan.Zero; left -= LookInterval)
        {
            if (utterance.Pieces.TryTake(_batch, left < LookInterval ? left : LookInterval))
            {
                Credit();
                return true;
            }

            if (utterance.Pieces.IsClosed || (_time.GetTimestamp() > _due && _pool.OthersWait))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>
    /// When more audio is due: each piece moves that on by its own length, so that who sends a second at once has a second until the next, and who sends less than real time is soon late. What comes in
    /// advance is not saved up.
    /// </summary>
    private void Credit()
    {
        long now = _time.GetTimestamp();
        long bytes = 0;
        foreach (Piece piece in _batch)
        {
            bytes += piece.Bytes;
        }

        long heard = bytes * _time.TimestampFrequency / Slice;
        long grace = (long)(_pool.Options.Grace.TotalSeconds * _time.TimestampFrequency);
        _due = _hasBegun ? Math.Min(_due + heard, now + heard + grace) : now + heard + grace;
    }

    /// <summary>Decodes what was taken, and answers it. True at the utterance's end.</summary>
    private bool Take(Utterance utterance)
    {
        IDecoder decoder = Make();
        long began = _time.GetTimestamp();
        if (!_hasBegun)
        {
            _startMs = _batch[0].StartMs;
            Call(() => decoder.Begin(utterance.Speaker));
            _hasBegun = true;
        }

        foreach (Piece piece in _batch)
        {
            piece.Began = began;
            Feed(decoder, piece, utterance);
        }

        Piece last = _batch[^1];
        if (!last.Ends || _batch.Count > 1)
        {
            BeginCall();
            Recognised soFar = utterance.After(new Recognised(decoder.Partial(), []));
            EndCall();
            Answer(soFar, last.Ends ? _batch.Count - 1 : _batch.Count);
        }

        if (!last.Ends)
        {
            return false;
        }

        Recognised heard = utterance.After(End(isWanted: !utterance.Pieces.IsClosed));
        last.Done = _time.GetTimestamp();
        last.Answer(in heard);
        utterance.IsFinished = true;
        return true;
    }

    private void Feed(IDecoder decoder, Piece piece, Utterance utterance)
    {
        for (int offset = 0; offset < piece.Audio.Length && !utterance.Pieces.IsClosed; offset += Slice)
        {
            int length = Math.Min(Slice, piece.Audio.Length - offset);
            piece.Audio.Span.Slice(offset, length).CopyTo(_audio);
            if (piece.IsAnswered)
            {
                // Given up by its session, which may have put other audio into its memory since.
                return;
            }

            BeginCall();
            decoder.Feed(_audio.AsSpan(0, length & ~1));
            EndCall();
        }
    }

    private void Answer(Recognised soFar, int count)
    {
        long done = _time.GetTimestamp();
        foreach (Piece piece in _batch.Take(count))
        {
            piece.Done = done;
            piece.Answer(in soFar);
        }
    }

    private Recognised End(bool isWanted)
    {
        if (!_hasBegun)
        {
            return Recognised.Nothing;
        }

        _hasBegun = false;
        BeginCall();
        Recognised heard = _decoder!.End(_startMs, isWanted);
        EndCall();
        return heard;
    }

    private void Call(Action call)
    {
        BeginCall();
        call();
        EndCall();
    }

    private void BeginCall() => Volatile.Write(ref _calledAt, Math.Max(_time.GetTimestamp(), 1));

    private void EndCall() => Volatile.Write(ref _calledAt, 0);
}
