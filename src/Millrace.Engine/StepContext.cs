using System.Runtime.CompilerServices;
using Millrace.Engine.Clients;
using Millrace.Engine.Metering;
using Millrace.Shards;

namespace Millrace.Engine;

/// <summary>What a virtual client sees of the engine: its seat, its schedule and the ways of saying what happened. Shard thread only.</summary>
public sealed class StepContext
{
    private const long NoDue = long.MinValue;

    private readonly Meter _meter;
    private readonly IStepListener _listener;
    private readonly long _timeoutTicks;
    private long _pendingDue = NoDue;
    private TcpRoute? _route;
    private HashSet<FanOut>? _fanOuts; // few clients ever send one

    internal StepContext(ClientSeat seat, Meter meter, IStepListener listener, int window, long timeoutTicks)
    {
        Seat = seat;
        _meter = meter;
        _listener = listener;
        _timeoutTicks = timeoutTicks;
        InFlight = new InFlightWindow(this, window);
    }

    /// <summary>Who this client is.</summary>
    public ClientSeat Seat { get; }

    /// <summary>The event loop of this client.</summary>
    public Shard Shard => Seat.Shard;

    /// <summary>The client's numbered operations that await an answer.</summary>
    public InFlightWindow InFlight { get; }

    /// <summary>When the iteration that runs now was due, in ticks; outside an iteration, when the last one was.</summary>
    public long Due { get; private set; }

    /// <summary>After this many ticks without an answer an operation is overdue.</summary>
    public long TimeoutTicks => _timeoutTicks;

    /// <summary>When no further start can be due, in ticks: an iteration of many operations begins none after it. In the past once the load was stopped.</summary>
    public long LoadEnd => _meter.LoadEnd;

    /// <summary>True while what happens now belongs to a measured phase.</summary>
    public bool IsMeasured => _meter.IsMeasured(Shard.Now);

    /// <summary>While connecting: cancelled when the attempt has taken too long.</summary>
    public CancellationToken ConnectCancellation { get; internal set; }

    /// <summary>What the engine noticed of faults through this client; null while no fault is scheduled.</summary>
    internal FaultWatch? Watch { get; set; }

    /// <summary>Operations that occupy this client: begun, neither ended nor overdue.</summary>
    internal int Occupied { get; private set; }

    /// <summary>True where the iteration has not begun an operation yet.</summary>
    internal bool HasPendingDue => _pendingDue != NoDue;

    /// <summary>
    /// Opens a TCP connection to the target, through the fault proxy where one is between, within the time that a connect may take: for <see cref="VirtualClient.ConnectAsync"/>.
    /// Throws <see cref="LinkException"/>, and <see cref="ClientException"/> where the target's name cannot be resolved.
    /// </summary>
    public ValueTask<TcpLink> ConnectAsync() => (_route ??= new TcpRoute(Seat.Target, Seat.Via)).ConnectAsync(Shard, ConnectCancellation);

    /// <summary>
    /// Begins an operation: call it right before handing <paramref name="bytesOut"/> bytes to the transport. The first operation of an iteration
    /// takes the iteration's due time; any further one is due when it begins.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Operation Begin(OperationId id, int bytesOut)
    {
        long now = Shard.Now;
        long due = _pendingDue;
        if (due == NoDue)
        {
            due = now;
            _meter.CountDue(id, due);
        }

        _pendingDue = NoDue;
        Occupied++;
        byte phase = _meter.CountSent(id, due, now, bytesOut);
        return new Operation(this, id, phase, due, now);
    }

    /// <summary>
    /// Begins an operation that ends when the last of <paramref name="members"/> other clients has its copy: call it right before handing the one message to the
    /// transport. Begins <paramref name="members"/> operations of the second kind with it, one for each copy.
    /// </summary>
    public FanOut BeginFanOut(OperationId whole, OperationId copy, int members, int bytesOut)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(members, 1);
        long sequence = InFlight.Begin(whole, bytesOut, out Operation operation);
        _meter.CountCopies(copy, operation.Phase, operation.Due, operation.Sent, members);
        var fanOut = new FanOut(this, sequence, whole, new Operation(this, copy, operation.Phase, operation.Due, operation.Sent), members);
        (_fanOuts ??= []).Add(fanOut);
        return fanOut;
    }

    /// <summary>Says that one whole message came in, before anybody judges it; the count that the judgements must add up to.</summary>
    public void Received() => _meter.ReceivedMessages++;

    /// <summary>Says that a message came in which answers nothing that was asked.</summary>
    public void Unexpected(OperationId id, int bytesIn) => _meter.CountStray(id, Stray.Unexpected, bytesIn);

    /// <summary>Says that an answer came in to something that was answered before.</summary>
    public void Duplicated(OperationId id, int bytesIn) => _meter.CountStray(id, Stray.Duplicated, bytesIn);

    /// <summary>
    /// Says that the connection is gone. Numbered operations in flight become indefinite, and the engine may connect again. Says nothing new
    /// when called twice, or after the end of the run has begun to close connections.
    /// </summary>
    public void Disconnected(string kind) => _listener.OnDisconnected(kind);

    /// <summary>Counts towards a metric of the system in the measured phases, such as <c>bytes-accepted</c>; constant names only.</summary>
    public void Count(string metric, long amount = 1) => _meter.CountMetric(metric, amount, always: false);

    /// <summary>Counts towards a metric in every phase, warm-up and drain included: for what must never happen. Constant names only.</summary>
    public void CountAlways(string metric, long amount = 1) => _meter.CountMetric(metric, amount, always: true);

    internal void Arm(long due)
    {
        Due = due;
        _pendingDue = due;
    }

    /// <summary>Takes back a due time that no operation took; it counts as dropped.</summary>
    internal bool Disarm(out long due)
    {
        due = _pendingDue;
        _pendingDue = NoDue;
        return due != NoDue;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Resolve(in Operation operation, Outcome outcome, int bytesIn, string? error, bool overdue) =>
        ResolveAt(in operation, outcome, Shard.Now, bytesIn, error, overdue);

    /// <summary>An operation ended at <paramref name="done"/>, which may be a moment ago and on another shard.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ResolveAt(in Operation operation, Outcome outcome, long done, int bytesIn, string? error, bool overdue)
    {
        if (outcome == Outcome.Ok && (overdue || done - operation.Sent > _timeoutTicks))
        {
            outcome = Outcome.Late;
        }

        _meter.CountEnd(in operation, outcome, done, bytesIn, error);
        Watch?.Ended(in operation, outcome, done);
        if (!overdue)
        {
            Occupied--;
            _listener.OnFreed(done);
        }
    }

    /// <summary>A copy of another client's message came in here.</summary>
    internal void ResolveCopy(in Operation copy, long done, int bytesIn)
    {
        Outcome outcome = done - copy.Sent > _timeoutTicks ? Outcome.Late : Outcome.Ok;
        _meter.CountEnd(in copy, outcome, done, bytesIn, null);
        Watch?.Ended(in copy, outcome, done);
    }

    /// <summary>A copy of another client's message came in here, and is not what was sent.</summary>
    internal void CorruptCopy(in Operation copy, long done, int bytesIn)
    {
        _meter.CountEnd(in copy, Outcome.Corrupted, done, bytesIn, ErrorKinds.Corrupted);
        Watch?.Ended(in copy, Outcome.Corrupted, done);
    }

    /// <summary>Copies of a message that will not come.</summary>
    internal void EndCopies(in Operation copy, Outcome outcome, int count, string kind)
    {
        for (int i = 0; i < count; i++)
        {
            _meter.CountEnd(in copy, outcome, Shard.Now, 0, kind);
        }
    }

    /// <summary>The last copy of a message of this client is accounted for.</summary>
    internal void EndFanOut(FanOut fanOut, OperationId whole, Outcome outcome, long done)
    {
        if (_fanOuts!.Remove(fanOut))
        {
            InFlight.EndAt(fanOut.Sequence, whole, outcome, done);
        }
    }

    /// <summary>The connection is gone, and what of this client's messages has not come yet may never have left.</summary>
    internal void LoseFanOuts()
    {
        foreach (FanOut fanOut in _fanOuts ?? [])
        {
            fanOut.SenderIsGone();
        }
    }

    /// <summary>The drain is over: copies that never came are given up.</summary>
    internal void CloseFanOuts()
    {
        foreach (FanOut fanOut in _fanOuts ?? [])
        {
            fanOut.Close();
        }

        _fanOuts?.Clear();
    }

    /// <summary>An answer came in after its operation was given up as lost, the accounts being closed: it is not counted at all.</summary>
    internal void CameAfterTheEnd() => _meter.ReceivedMessages--;

    /// <summary>An operation has waited longer than the timeout: it no longer occupies the client, though its answer may still come.</summary>
    internal void Overdue(long now)
    {
        Occupied--;
        _listener.OnFreed(now);
    }
}
