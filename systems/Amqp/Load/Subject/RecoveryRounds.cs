namespace Millrace.Amqp.Load.Subject;

/// <summary>
/// Counts who has come to a round of recovery and who is back from it. A round is cut once every task has come, and over once every task is back; each counts once in each
/// round, however fast it is. Safe for any thread.
/// </summary>
/// <param name="tasks">How many there are.</param>
/// <param name="begin">A round's recovery begins; returns the time of the cut, in ticks, above 0.</param>
/// <param name="end">A round's recovery has ended well.</param>
internal sealed class RecoveryRounds(int tasks, Func<long> begin, Action end)
{
    private readonly Lock _gate = new();
    private long _round;
    private int _arrived;
    private int _early;
    private int _back;
    private long _cutAt;

    /// <summary>A task has come to a round; true for the last, and then it is time to cut.</summary>
    public bool Come(long round)
    {
        lock (_gate)
        {
            // Whoever is back already waits for the next round, publishing.
            _early += round > _round ? 1 : 0;
            _arrived += round == _round ? 1 : 0;
            if (round != _round || _arrived < tasks)
            {
                return false;
            }

            _back = 0;
            _cutAt = begin();
            return true;
        }
    }

    /// <summary>A task of a round has had a message confirmed that it began at this time: true where the round is over for it.</summary>
    public bool IsBack(long round, long began)
    {
        lock (_gate)
        {
            if (round < _round)
            {
                return true;
            }

            // Who is back already and waits for the next round must not be counted again.
            if (round > _round || _cutAt == 0 || began < _cutAt)
            {
                return false;
            }

            if (++_back == tasks)
            {
                end();
                _cutAt = 0;
                _round++;
                (_arrived, _early) = (_early, 0);
            }

            return true;
        }
    }

    /// <summary>True where a task of this round waits for others that have not come, and no cut is to be recovered from.</summary>
    public bool Waits(long round)
    {
        lock (_gate)
        {
            return _round <= round && _cutAt == 0;
        }
    }

    /// <summary>Ends a round that is under way; returns the time of its cut and how many tasks are not back, or zeros.</summary>
    public (long CutAt, int Missing) Abort()
    {
        lock (_gate)
        {
            (long cutAt, _cutAt) = (_cutAt, 0);
            return cutAt == 0 ? default : (cutAt, tasks - _back);
        }
    }
}
