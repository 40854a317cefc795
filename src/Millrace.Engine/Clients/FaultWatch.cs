namespace Millrace.Engine.Clients;

/// <summary>
/// What one client noticed of the faults of a run, one note per fault. A sign of trouble is put down to every fault that holds at that moment, for nobody can tell which it came
/// from, and to the newest until the client works again. Shard thread only.
/// </summary>
internal sealed class FaultWatch(int faults)
{
    private readonly FaultNote[] _notes = new FaultNote[faults];
    private int _current = -1;
    private int _newest = -1;
    private long _thresholdTicks;
    private long _lastSign;
    private long _downAt;
    private long _backAt;
    private ConnectFailures[] _failures = []; // of this outage: one for each fault that it is put down to, or a spare one
    private bool _isSpare;

    public FaultNote this[int fault] => _notes[fault];

    /// <summary>A fault was injected at <paramref name="at"/>: whatever waits longer than the threshold from here on has noticed it.</summary>
    public void Injected(int fault, long at, long thresholdTicks)
    {
        _current = fault;
        _newest = Math.Max(_newest, fault);
        _thresholdTicks = thresholdTicks;
        _notes[fault] = new FaultNote
        {
            InjectedAt = at,
            // Word of the injection comes a moment after it; a connection that broke may have been faster.
            NoticedAt = _lastSign >= at ? _lastSign : 0,
            DownAt = _downAt >= at ? _downAt : 0,
            BackAt = _downAt >= at && _backAt > _downAt ? _backAt : 0,
            Failures = _downAt >= at ? Claim() : null,
        };
    }

    /// <summary>The fault was taken away again.</summary>
    public void Ended(int fault, long at)
    {
        // Word of the end comes a moment after the end; answers may have been faster.
        ref FaultNote note = ref _notes[fault];
        note.EndedAt = at;
        note.RecoveredAt = note.WorkedAt >= at ? note.WorkedAt : 0;
        note.Failures?.Ended(at);
    }

    /// <summary>The connection was lost.</summary>
    public void Disconnected(long at)
    {
        Noticed(at);
        _downAt = at;
        int count = 0;
        for (int fault = 0; fault <= _newest; fault++)
        {
            count += IsCause(fault, at) ? 1 : 0;
        }

        _isSpare = count == 0;
        _failures = new ConnectFailures[Math.Max(1, count)];
        if (_isSpare)
        {
            _failures[0] = new ConnectFailures();
        }

        for (int fault = 0; fault <= _newest; fault++)
        {
            if (IsCause(fault, at))
            {
                ref FaultNote note = ref _notes[fault];
                note.DownAt = note.DownAt == 0 ? at : note.DownAt;
                note.BackAt = 0;
                _failures[--count] = note.Failures ??= new ConnectFailures();
                if (note.EndedAt > 0)
                {
                    note.Failures.Ended(note.EndedAt);
                }
            }
        }
    }

    /// <summary>An attempt to connect again, begun at <paramref name="started"/>, failed at <paramref name="at"/>.</summary>
    public void ConnectFailed(string kind, long started, long at)
    {
        Noticed(at);
        foreach (ConnectFailures failures in _failures)
        {
            failures.Add(kind, started, at);
        }
    }

    /// <summary>The connection stands.</summary>
    public void Connected(long at)
    {
        _backAt = at;
        for (int fault = 0; fault <= _newest; fault++)
        {
            ref FaultNote note = ref _notes[fault];
            note.BackAt = note.DownAt > 0 && note.BackAt == 0 ? at : note.BackAt;
        }
    }

    /// <summary>An operation has ended.</summary>
    public void Ended(in Operation operation, Outcome outcome, long now)
    {
        if (outcome is not (Outcome.Ok or Outcome.Late))
        {
            Noticed(now);
            return;
        }

        Waited(operation.Sent, now);
        // Faults may overlap: an answer is a sign of recovery from each that the client has not recovered from yet.
        for (int fault = 0; fault <= _newest; fault++)
        {
            ref FaultNote note = ref _notes[fault];
            note.WorkedAt = note.WorkedAt == 0 ? now : note.WorkedAt;
            if (note.EndedAt > 0 && note.RecoveredAt == 0 && now >= note.EndedAt)
            {
                note.RecoveredAt = now;
            }
        }
    }

    /// <summary>An operation sent at <paramref name="sent"/> has waited until <paramref name="now"/>: past the threshold, its client noticed at that moment.</summary>
    public void Waited(long sent, long now)
    {
        if (_current >= 0 && now - sent > _thresholdTicks)
        {
            Noticed(Math.Max(sent + _thresholdTicks, _notes[_current].InjectedAt));
        }
    }

    /// <summary>The client saw an error or an overdue answer.</summary>
    public void Noticed(long at)
    {
        _lastSign = at;
        if (_current < 0)
        {
            return;
        }

        for (int fault = 0; fault <= _newest; fault++)
        {
            ref FaultNote note = ref _notes[fault];
            if (note.RecoveredAt == 0)
            {
                note.WorkedAt = 0;
            }

            if (IsCause(fault, at) && note.NoticedAt == 0)
            {
                note.NoticedAt = at;
            }
        }
    }

    // What is seen only after recovery belongs to the recovered connection, not to the fault.
    private bool IsCause(int fault, long at) =>
        _notes[fault] is { RecoveredAt: 0 } note && (fault == _current || (note.InjectedAt > 0 && note.InjectedAt <= at && note.EndedAt == 0));

    // The connection was lost before the word of a fault that has to answer for it: what failed since then is its as well, and it has an end of its own.
    private ConnectFailures? Claim()
    {
        if (_failures.Length == 0)
        {
            return null;
        }

        if (_isSpare)
        {
            _isSpare = false;
            return _failures[0];
        }

        ConnectFailures mine = _failures[0].Copy();
        _failures = [.. _failures, mine];
        return mine;
    }
}
