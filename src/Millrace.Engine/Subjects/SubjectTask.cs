using Millrace.Engine.Clients;
using Millrace.Shards;

namespace Millrace.Engine.Subjects;

/// <summary>One of the tasks that carry out a subject's load: one operation of its own at a time.</summary>
public sealed class SubjectTask
{
    private readonly SubjectMeter _meter;
    private readonly FaultWatch? _watch;
    private readonly Lock _gate = new();
    private SubjectOperation _operation;
    private bool _isOpen;
    private long _due;
    private long _progressAt;
    private int _failures;
    private long _iterations;

    internal SubjectTask(int index, SubjectMeter meter, int faults)
    {
        (Index, _meter) = (index, meter);
        _watch = faults > 0 ? new FaultWatch(faults) : null;
    }

    /// <summary>Its number in the run, from 0.</summary>
    public int Index { get; }

    /// <summary>Iterations it has done since the end of the warm-up.</summary>
    public long Iterations => Volatile.Read(ref _iterations);

    /// <summary>Begins an operation. The first of an iteration was due when the iteration was.</summary>
    public SubjectOperation Begin(OperationId id, int bytesOut = 0)
    {
        SubjectOperation operation = _meter.Begin(id, _due, bytesOut);
        _due = 0;
        lock (_gate)
        {
            (_operation, _isOpen) = (operation, true);
        }

        return operation;
    }

    /// <summary>The iteration waits on purpose until this time, in ticks: its next operation is due then, and until then the task is no task that hangs.</summary>
    public void PutOff(long due)
    {
        _due = due;
        Volatile.Write(ref _progressAt, Math.Max(due, Shard.Now));
    }

    /// <summary>It ended well.</summary>
    public void Ok(in SubjectOperation operation, int bytesIn = 0) => End(in operation, Outcome.Ok, bytesIn, null);

    /// <summary>It was answered with an error; the kind is a short constant word.</summary>
    public void Fail(in SubjectOperation operation, string kind) => End(in operation, Outcome.Failed, 0, kind);

    /// <summary>Nobody knows whether the target did it.</summary>
    public void Indefinite(in SubjectOperation operation, string kind) => End(in operation, Outcome.Indefinite, 0, kind);

    /// <summary>Operations of this task that did not end well.</summary>
    internal int Failures => Volatile.Read(ref _failures);

    /// <summary>When its last operation began or ended, or its last iteration ended.</summary>
    internal long ProgressAt => Volatile.Read(ref _progressAt);

    /// <summary>Set once it was named as deadlocked, until it moves again.</summary>
    internal bool IsStalled { get; set; }

    /// <summary>True once its loop has ended.</summary>
    internal bool HasEnded { get; set; }

    internal void StartIteration(long due)
    {
        _due = due;
        Volatile.Write(ref _progressAt, Shard.Now);
        IsStalled = false;
    }

    internal void EndIteration() => Volatile.Write(ref _iterations, _iterations + 1);

    internal void Injected(int fault, long at, long thresholdTicks)
    {
        lock (_gate)
        {
            _watch?.Injected(fault, at, thresholdTicks);
        }
    }

    internal void Ended(int fault, long at)
    {
        lock (_gate)
        {
            _watch?.Ended(fault, at);
        }
    }

    internal FaultNote Note(int fault)
    {
        lock (_gate)
        {
            return _watch is null ? default : _watch[fault];
        }
    }

    /// <summary>Looks at what it waits for, while faults are watched.</summary>
    internal void Waited(long now)
    {
        lock (_gate)
        {
            if (_isOpen)
            {
                _watch?.Waited(_operation.Sent, now);
            }
        }
    }

    /// <summary>What it waits for, or null.</summary>
    internal SubjectOperation? Open
    {
        get
        {
            lock (_gate)
            {
                return _isOpen ? _operation : null;
            }
        }
    }

    /// <summary>Ends what never came; what ends it later is no longer heard.</summary>
    internal void GiveUp(string kind)
    {
        if (Open is { } open)
        {
            End(in open, Outcome.Lost, 0, kind);
        }
    }

    private void End(in SubjectOperation operation, Outcome outcome, int bytesIn, string? kind)
    {
        long now;
        lock (_gate)
        {
            if (!_isOpen || _operation != operation)
            {
                return; // it was given up meanwhile
            }

            // Not before the gate: word of a fault may come in between, and nothing is noticed before it was injected.
            now = Shard.Now;

            _isOpen = false;
            outcome = _meter.End(in operation, outcome, bytesIn, kind, now);
            if (_watch is not null)
            {
                Operation ended = operation.ToOperation();
                _watch.Ended(in ended, outcome, now);
            }
        }

        Volatile.Write(ref _progressAt, now);
        _failures += outcome is Outcome.Ok or Outcome.Late ? 0 : 1;
    }
}
