using System.Collections.Concurrent;
using Millrace.Engine.Clients;
using Millrace.Engine.Metering;
using Millrace.Shards;

namespace Millrace.Engine.Subjects;

/// <summary>
/// What a subject records, from any thread. There is a stripe for each processor, so that its lock is all but never contended and a sample costs no allocation; an
/// operation may begin on one stripe and end on another. Bounded: it does not grow with the run.
/// </summary>
public sealed class SubjectMeter
{
    private readonly Stripe[] _stripes;
    private readonly long _timeoutTicks;
    private int _disconnects;

    internal SubjectMeter(PhaseTimeline timeline, int operations, long timeoutTicks)
    {
        _timeoutTicks = timeoutTicks;
        // One more operation than the system has, as in every meter: connecting is the last.
        _stripes = [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount)).Select(_ => new Stripe(new Meter(timeline, operations + 1, Free)))];
    }

    /// <summary>Cleared recorders, for whoever hands the filled ones over to give back.</summary>
    internal ConcurrentBag<Recorder> Free { get; } = [];

    /// <summary>Operations begun and not ended.</summary>
    public long Unresolved => _stripes.Sum(stripe => Volatile.Read(ref stripe.Unresolved));

    /// <summary>An operation begins now.</summary>
    /// <param name="id">Which.</param>
    /// <param name="due">When it should have begun, in ticks; 0 for now.</param>
    /// <param name="bytesOut">Payload bytes sent with it.</param>
    public SubjectOperation Begin(OperationId id, long due = 0, int bytesOut = 0)
    {
        long now = Shard.Now;
        due = due == 0 ? now : due;
        Stripe stripe = Mine;
        byte phase;
        lock (stripe.Gate)
        {
            stripe.Meter.CountDue(id, due);
            phase = stripe.Meter.CountSent(id, due, now, bytesOut);
            stripe.Unresolved++;
        }

        return new SubjectOperation(id, phase, due, now);
    }

    /// <summary>Ended well, now; counts as late where it took longer than the operation timeout.</summary>
    public void Ok(in SubjectOperation operation, int bytesIn = 0) => End(in operation, Outcome.Ok, bytesIn, null, Shard.Now);

    /// <summary>Answered with an error; the kind is a short constant word.</summary>
    public void Fail(in SubjectOperation operation, string kind) => End(in operation, Outcome.Failed, 0, kind, Shard.Now);

    /// <summary>Answered with what was not asked for.</summary>
    public void Corrupted(in SubjectOperation operation) => End(in operation, Outcome.Corrupted, 0, ErrorKinds.Corrupted, Shard.Now);

    /// <summary>Nobody knows whether the target did it.</summary>
    public void Indefinite(in SubjectOperation operation, string kind) => End(in operation, Outcome.Indefinite, 0, kind, Shard.Now);

    /// <summary>It never ended.</summary>
    public void Lost(in SubjectOperation operation, string kind = ErrorKinds.Lost) => End(in operation, Outcome.Lost, 0, kind, Shard.Now);

    /// <summary>A message came in that had come before.</summary>
    public void Duplicated(OperationId id, int bytesIn) => Stray(id, Clients.Stray.Duplicated, bytesIn);

    /// <summary>A message came in that nobody of this run had sent.</summary>
    public void Unexpected(OperationId id, int bytesIn) => Stray(id, Clients.Stray.Unexpected, bytesIn);

    /// <summary>Counts something that only this system has: in the measured phases, or <paramref name="always"/>.</summary>
    public void Count(string name, long amount = 1, bool always = false)
    {
        Stripe stripe = Mine;
        lock (stripe.Gate)
        {
            stripe.Meter.CountMetric(name, amount, always);
        }
    }

    /// <summary>A connection was lost; the kind is a short constant word.</summary>
    public void Disconnected(string kind)
    {
        Interlocked.Increment(ref _disconnects);
        Connections.Add(Shard.Now, isBack: false);
        Stripe stripe = Mine;
        lock (stripe.Gate)
        {
            stripe.Meter.CountDisconnect(kind);
        }
    }

    /// <summary>Every connection of the library stands again.</summary>
    public void ConnectedAgain() => Connections.Add(Shard.Now, isBack: true);

    /// <summary>When connections went and came, as the library said.</summary>
    internal ConnectionTimes Connections { get; } = new();

    internal int Disconnects => Volatile.Read(ref _disconnects);

    internal Outcome End(in SubjectOperation operation, Outcome outcome, int bytesIn, string? kind, long now)
    {
        if (outcome == Outcome.Ok && now - operation.Sent > _timeoutTicks)
        {
            outcome = Outcome.Late;
        }

        Operation ended = operation.ToOperation();
        Stripe stripe = Mine;
        lock (stripe.Gate)
        {
            stripe.Meter.CountEnd(in ended, outcome, now, bytesIn, kind);
            stripe.Meter.ReceivedMessages += outcome is Outcome.Ok or Outcome.Late or Outcome.Failed or Outcome.Corrupted ? 1 : 0;
            stripe.Unresolved--;
        }

        return outcome;
    }

    internal long CountTimers(long due, long every, long now)
    {
        lock (_stripes[0].Gate)
        {
            return _stripes[0].Meter.CountTimers(due, every, now);
        }
    }

    internal void Follow(PhaseTimeline timeline) => Each(meter => meter.Follow(timeline));

    internal void StopAt(long end) => Each(meter => meter.StopAt(end));

    /// <summary>Everything recorded since the last flip, one flip per stripe.</summary>
    internal Flip[] Flip()
    {
        var flips = new Flip[_stripes.Length];
        for (int i = 0; i < flips.Length; i++)
        {
            lock (_stripes[i].Gate)
            {
                flips[i] = _stripes[i].Meter.Flip(Shard.Now);
            }
        }

        return flips;
    }

    private Stripe Mine => _stripes[(uint)Thread.GetCurrentProcessorId() % (uint)_stripes.Length];

    private void Stray(OperationId id, Stray stray, int bytesIn)
    {
        Stripe stripe = Mine;
        lock (stripe.Gate)
        {
            stripe.Meter.ReceivedMessages++;
            stripe.Meter.CountStray(id, stray, bytesIn);
        }
    }

    private void Each(Action<Meter> act)
    {
        foreach (Stripe stripe in _stripes)
        {
            lock (stripe.Gate)
            {
                act(stripe.Meter);
            }
        }
    }

    private sealed class Stripe(Meter meter)
    {
        public readonly Lock Gate = new();
        public readonly Meter Meter = meter;
        public long Unresolved;
    }
}
