namespace Millrace.Speech.Host.Recognition.Simulated;

/// <summary>
/// Holds pieces for one fixed latency, the same for all, so that they come due in the order in which they came: a queue, and one alarm for its head. All that is due is answered
/// in one turn, outside the lock, while others are put in.
/// </summary>
internal sealed class DelayLine : IDisposable
{
    private const int Batch = 256;

    private readonly Lock _lock = new();
    private readonly Queue<DelayedAnswer> _waiting = new();
    private readonly DelayedAnswer[] _due = new DelayedAnswer[Batch];
    private readonly TimeProvider _time;
    private readonly long _latency;
    private readonly Action<DelayedAnswer> _answer;
    private readonly IAlarm _alarm;
    private bool _armed;
    private bool _ended;

    /// <summary>Makes an empty line.</summary>
    /// <param name="time">The clock; any other than the system's is waited for by its own timer instead of a thread.</param>
    /// <param name="latency">How long each piece is held.</param>
    /// <param name="answer">Answers a piece; must not throw.</param>
    public DelayLine(TimeProvider time, TimeSpan latency, Action<DelayedAnswer> answer)
    {
        _time = time;
        _answer = answer;
        _latency = (long)(latency.TotalSeconds * time.TimestampFrequency);
        _alarm = ReferenceEquals(time, TimeProvider.System) ? new ThreadAlarm(time, "speech delay", Ring) : new TimerAlarm(time, Ring);
    }

    /// <summary>How many pieces are held.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count;
            }
        }
    }

    /// <summary>Holds a piece from its <see cref="Piece.Submitted"/> on. False where the line has ended.</summary>
    public bool TryAdd(in DelayedAnswer answer)
    {
        lock (_lock)
        {
            if (_ended)
            {
                return false;
            }

            _waiting.Enqueue(answer);
            if (_armed)
            {
                return true;
            }

            _armed = true;
        }

        // Nobody else sets it: the flag is ours.
        _alarm.Arm(answer.Piece.Submitted + _latency);
        return true;
    }

    /// <summary>Ends the line and hands over what it held.</summary>
    public DelayedAnswer[] End()
    {
        DelayedAnswer[] left;
        lock (_lock)
        {
            _ended = true;
            left = [.. _waiting];
            _waiting.Clear();
        }

        _alarm.Dispose();
        return left;
    }

    public void Dispose() => End();

    private long Ring()
    {
        while (true)
        {
            long now = _time.GetTimestamp();
            int count = 0;
            lock (_lock)
            {
                while (count < Batch && _waiting.TryPeek(out DelayedAnswer head))
                {
                    if (head.Piece.Submitted + _latency > now)
                    {
                        break;
                    }

                    _due[count++] = _waiting.Dequeue();
                }

                if (count == 0)
                {
                    _armed = _waiting.Count > 0;
                    return _armed ? _waiting.Peek().Piece.Submitted + _latency : IAlarm.Never;
                }
            }

            AnswerAll(_due.AsSpan(0, count), now);
        }
    }

    private void AnswerAll(Span<DelayedAnswer> due, long now)
    {
        foreach (ref readonly DelayedAnswer answer in due)
        {
            // What a piece is late is time that it waited, not time that the recogniser took.
            answer.Piece.Began = now - _latency;
            answer.Piece.Done = now;
            _answer(answer);
        }

        due.Clear();
    }
}
