using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Millrace.Engine.Clients;

namespace Millrace.Engine.Metering;

/// <summary>
/// What one shard records. Only the shard's thread writes; once a second it <see cref="Flip">flips</see>: the filled recorders go to the collector
/// and cleared ones take their place, so nothing on the way of a sample is shared or locked.
/// </summary>
/// <remarks>A sample belongs to the phase of its due time, so each phase's accounting closes once the drain is over.</remarks>
internal sealed class Meter
{
    private readonly ConcurrentBag<Recorder> _free;
    private readonly int _operations;
    private Recorder?[] _recorders;
    private PhaseTimeline _timeline;
    private Dictionary<string, long> _metrics = new(StringComparer.Ordinal);
    private Dictionary<string, long> _disconnects = new(StringComparer.Ordinal);
    private List<LostMessage> _lost = [];
    private byte _phase;
    private long _phaseStart;
    private long _phaseEnd;

    /// <param name="timeline">The phases; <see cref="Follow"/> gives them their times later.</param>
    /// <param name="operations">How many kinds of operation there are, connecting included.</param>
    /// <param name="free">Cleared recorders, shared with the collector that returns them.</param>
    public Meter(PhaseTimeline timeline, int operations, ConcurrentBag<Recorder> free)
    {
        _free = free;
        _operations = operations;
        _timeline = timeline;
        _recorders = new Recorder?[timeline.Phases.Count * operations];
        Enter(0);
    }

    /// <summary>Whole messages that came in, counted before they were judged.</summary>
    public long ReceivedMessages { get; set; }

    /// <summary>
    /// Operations begun and not ended, overdue ones included. Where messages go to clients of other shards it is right over all shards together only, and
    /// below 0 on one that received more than it sent.
    /// </summary>
    public long Unresolved { get; private set; }

    /// <summary>Of <see cref="Unresolved"/>: attempts to connect, which are no messages.</summary>
    public long Connecting { get; set; }

    /// <summary>Set once no more load starts: from then on, whatever has no due time belongs to the drain.</summary>
    public bool Draining { get; private set; }

    /// <summary>When the last start can be due.</summary>
    public long LoadEnd => _timeline.LoadEnd;

    /// <summary>True where a time lies in a measured phase.</summary>
    public bool IsMeasured(long ticks) => _timeline.Phases[PhaseOf(ticks)].IsMeasured;

    /// <summary>Follows the phases with their times from here on. The number and order of phases stay as they were.</summary>
    public void Follow(PhaseTimeline timeline)
    {
        _timeline = timeline;
        Enter(0);
    }

    /// <summary>The load ended at <paramref name="end"/>, as planned or before: what has no due time of the load belongs to the drain from here on.</summary>
    public void StopAt(long end)
    {
        Draining = true;
        Follow(_timeline.CutAt(end, long.MaxValue));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountDue(OperationId id, long due) => Of(PhaseOf(due), id).Tally.Due++;

    /// <param name="id">Which operation.</param>
    /// <param name="due">When it was due.</param>
    /// <param name="unconnected">True where it was dropped because there was no connection, rather than because clients were busy.</param>
    public void CountDropped(OperationId id, long due, bool unconnected)
    {
        ref Tally tally = ref Of(PhaseOf(due), id).Tally;
        tally.Dropped++;
        tally.DroppedUnconnected += unconnected ? 1 : 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte CountSent(OperationId id, long due, long sent, int bytesOut)
    {
        byte phase = PhaseOf(due);
        Recorder recorder = Of(phase, id);
        recorder.Tally.Sent++;
        recorder.Tally.BytesOut += bytesOut;
        recorder.Lateness.Record(Ticks.ToMicroseconds(sent - due));
        Unresolved++;
        return phase;
    }

    /// <summary>Operations that begin here and end at other clients, perhaps on other shards: their ends are counted by those shards' meters.</summary>
    public void CountCopies(OperationId id, byte phase, long due, long sent, int count)
    {
        Recorder recorder = Of(phase, id);
        recorder.Tally.Due += count;
        recorder.Tally.Sent += count;
        recorder.Lateness.RecordMany(Ticks.ToMicroseconds(sent - due), count);
        Unresolved += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CountEnd(in Operation operation, Outcome outcome, long now, int bytesIn, string? error)
    {
        Recorder recorder = Of(operation.Phase, operation.Id);
        Unresolved--;
        recorder.Tally.BytesIn += bytesIn;
        if (outcome == Outcome.Ok)
        {
            recorder.Tally.Ok++;
            recorder.Response.Record(Ticks.ToMicroseconds(now - operation.Due));
            recorder.Service.Record(Ticks.ToMicroseconds(now - operation.Sent));
        }
        else
        {
            CountEndOtherThanOk(recorder, in operation, outcome, now, error);
            if (outcome == Outcome.Lost)
            {
                _lost.Add(new LostMessage(operation.Id, operation.Sent));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CountEndOtherThanOk(Recorder recorder, in Operation operation, Outcome outcome, long now, string? error)
    {
        switch (outcome)
        {
            case Outcome.Late:
                recorder.Tally.Late++;
                recorder.Response.Record(Ticks.ToMicroseconds(now - operation.Due));
                recorder.Service.Record(Ticks.ToMicroseconds(now - operation.Sent));
                recorder.CountError("late");
                return;
            case Outcome.Failed:
                recorder.Tally.Failed++;
                break;
            case Outcome.Corrupted:
                recorder.Tally.Corrupted++;
                break;
            case Outcome.Indefinite:
                recorder.Tally.Indefinite++;
                break;
            default:
                recorder.Tally.Lost++;
                break;
        }

        recorder.CountError(error ?? ErrorKinds.Other);
    }

    public void CountStray(OperationId id, Stray stray, int bytesIn)
    {
        ref Tally tally = ref Of(PhaseOf(Shards.Shard.Now), id).Tally;
        tally.BytesIn += bytesIn;
        if (stray == Stray.Duplicated)
        {
            tally.Duplicated++;
        }
        else
        {
            tally.Unexpected++;
        }
    }

    /// <summary>A timer of this shard came at <paramref name="now"/> instead of at <paramref name="due"/>.</summary>
    public void CountTimer(long due, long now) => Of(PhaseOf(due), new OperationId(0)).TimerLateness.Record(Ticks.ToMicroseconds(now - due));

    /// <summary>
    /// A timer on a fixed schedule came at <paramref name="now"/>: counts it and every later one that is due by now, each with its own lateness, and
    /// returns the next due time. One sample for a whole stall would hide the stall.
    /// </summary>
    public long CountTimers(long due, long every, long now)
    {
        CountTimer(due, now);
        for (due += every; due <= now; due += every)
        {
            CountTimer(due, now);
        }

        return due;
    }

    public void CountMetric(string name, long amount, bool always)
    {
        if (always || IsMeasured(Shards.Shard.Now))
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_metrics, name, out _) += amount;
        }
    }

    public void CountDisconnect(string kind) => CollectionsMarshal.GetValueRefOrAddDefault(_disconnects, kind, out _)++;

    /// <summary>Hands over what was recorded since the last flip.</summary>
    public Flip Flip(long now)
    {
        Recorder?[] filled = _recorders;
        (Dictionary<string, long> metrics, Dictionary<string, long> disconnects) = (_metrics, _disconnects);
        _recorders = new Recorder?[filled.Length];
        _metrics = new Dictionary<string, long>(StringComparer.Ordinal);
        _disconnects = new Dictionary<string, long>(StringComparer.Ordinal);
        var flip = new Flip(now, filled, metrics, disconnects, ReceivedMessages, Unresolved - Connecting, _lost);
        _lost = [];
        ReceivedMessages = 0;
        return flip;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte PhaseOf(long due)
    {
        if (due < _phaseStart || due >= _phaseEnd)
        {
            Enter(_timeline.IndexAt(due));
        }

        return _phase;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Recorder Of(byte phase, OperationId id) => _recorders[(phase * _operations) + id.Index] ?? Take(phase, id);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private Recorder Take(byte phase, OperationId id) =>
        _recorders[(phase * _operations) + id.Index] = _free.TryTake(out Recorder? recorder) ? recorder : new Recorder();

    private void Enter(int phase)
    {
        _phase = (byte)phase;
        _phaseStart = phase == 0 ? long.MinValue : _timeline.Phases[phase].Start;
        _phaseEnd = phase == _timeline.DrainIndex ? long.MaxValue : _timeline.Phases[phase].End;
    }
}
