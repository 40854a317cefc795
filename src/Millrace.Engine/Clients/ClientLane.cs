using System.Runtime.CompilerServices;
using Millrace.Engine.Metering;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Clients;

/// <summary>
/// One client in the engine's hands: connects it, starts its iterations when the dispatcher says so, and hears what becomes of them.
/// Shard thread only; starting and ending an iteration allocates nothing.
/// </summary>
internal sealed class ClientLane : IStepListener
{
    private const int StartsInARow = 64;
    private static readonly Action<object?> _pump = static self => ((ClientLane)self!).Pump();
    private static readonly Action<object?> _stepped = static self => ((ClientLane)self!).OnStepped();

    private readonly VirtualClient _client;
    private readonly LaneOwner _owner;
    private readonly Meter _meter;
    private Action? _onStepped;
    private Action? _onAlarm;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _pendingStep;
    private ValueTask _alarm;
    private bool _stepping;
    private bool _starting;

    public ClientLane(VirtualClient client, ClientSeat seat, LaneOwner owner)
    {
        _client = client;
        _owner = owner;
        _meter = owner.Meter;
        IsListener = client.IsListener;
        Step = new StepContext(seat, owner.Meter, this, owner.Window, owner.TimeoutTicks);
    }

    public StepContext Step { get; }

    public LaneState State { get; private set; }

    /// <summary>The client's number in the whole run.</summary>
    public int Index => Step.Seat.Index;

    /// <summary>True for a client that never starts anything.</summary>
    public bool IsListener { get; }

    /// <summary>The client's place among those of the whole run that start, from 0.</summary>
    public int Rank { get; set; }

    /// <summary>Operations in flight that are not overdue.</summary>
    public int Occupied => Step.Occupied;

    /// <summary>When the client may start next; the dispatcher's own note.</summary>
    public long NextDue { get; set; }

    /// <summary>Starts taken from the client's own schedule; the dispatcher's own note.</summary>
    public long Starts { get; set; }

    /// <summary>True while the dispatcher holds the client as free; its own note.</summary>
    public bool IsQueued { get; set; }

    /// <summary>When the client connected last, in ticks; what was due before could not start for want of a connection.</summary>
    public long UpSince { get; private set; } = long.MaxValue;

    /// <summary>True while a step has not ended.</summary>
    public bool IsStepping => _stepping;

    /// <summary>How long the client thinks before its next iteration, in ticks, under a load that says how long.</summary>
    public long ThinkTicks(TimeSpan ofLoad) => Math.Max(Ticks.From(_client.ThinkTime(ofLoad)), 1);

    /// <summary>Connects once; true where it stands. The attempt is an operation of its own.</summary>
    public async ValueTask<bool> ConnectAsync(long due, CancellationToken cancellationToken)
    {
        State = LaneState.Connecting;
        OperationId id = _owner.ConnectOperation;
        long sent = Shard.Now;
        _meter.CountDue(id, due);
        _meter.Connecting++;
        var attempt = new Operation(Step, id, _meter.CountSent(id, due, sent, 0), due, sent);
        Outcome outcome = Outcome.Ok;
        string? error = null;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_owner.ConnectTimeout);
            Step.ConnectCancellation = limit.Token;
            await _client.ConnectAsync(Step);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // Whatever keeps a client from connecting is a result of the run, not the end of it.
            bool tooSlow = e is OperationCanceledException && !cancellationToken.IsCancellationRequested;
            (outcome, error) = (Outcome.Failed, tooSlow ? ErrorKinds.TimedOut : ErrorKinds.Of(e));
            _owner.Heard(tooSlow ? new TimeoutException($"it accepted nothing or stayed silent for {Durations.Format(_owner.ConnectTimeout)}", e) : e);
        }

        long now = Shard.Now;
        _meter.CountEnd(in attempt, outcome, now, 0, error);
        _meter.Connecting--;
        Step.ConnectCancellation = default;
        if (State == LaneState.Closed)
        {
            if (outcome == Outcome.Ok)
            {
                // The run ended while we connected: whoever closed this client could not close what had not come up yet.
                await CloseAsync();
            }

            return false;
        }

        State = outcome == Outcome.Ok ? LaneState.Up : LaneState.Down;
        if (outcome != Outcome.Ok)
        {
            Step.Watch?.ConnectFailed(error!, sent, now);
            return false;
        }

        UpSince = now;
        Step.Watch?.Connected(now);
        _owner.CameUp(this);
        return true;
    }

    /// <summary>Starts what the dispatcher has for this client now, if it is free.</summary>
    public void Pump()
    {
        if (_starting || _stepping || IsListener || State != LaneState.Up)
        {
            return;
        }

        _starting = true;
        int left = StartsInARow;
        while (left-- > 0 && State == LaneState.Up && !_stepping && _owner.Dispatcher.TryTake(this, out long due))
        {
            Start(due);
        }

        if (left < 0)
        {
            // A client that never waits must not keep others from their turn.
            Step.Shard.Post(_pump, this);
        }

        _starting = false;
        if (State == LaneState.Up && !_stepping)
        {
            _owner.Dispatcher.Freed(this);
        }
    }

    /// <summary>Starts an iteration that is due; false where the client cannot take it.</summary>
    public bool TryStart(long due, int window)
    {
        if (_starting || _stepping || State != LaneState.Up || Step.Occupied >= window)
        {
            return false;
        }

        _starting = true;
        Start(due);
        _starting = false;
        if (State == LaneState.Up && !_stepping)
        {
            _owner.Dispatcher.Freed(this);
        }

        return true;
    }

    /// <summary>Counts a start that could not happen.</summary>
    public void Drop(long due)
    {
        _meter.CountDue(_owner.StartOperation, due);
        _meter.CountDropped(_owner.StartOperation, due, unconnected: State != LaneState.Up || due < UpSince);
    }

    /// <summary>Pumps again at a time. One alarm at a time.</summary>
    public void WakeAt(long ticks) => Await(Step.Shard.DelayUntil(ticks));

    private void Await(ValueTask alarm)
    {
        _alarm = alarm;
        if (_alarm.IsCompleted)
        {
            Step.Shard.Post(_pump, this);
        }
        else
        {
            _alarm.GetAwaiter().UnsafeOnCompleted(_onAlarm ??= OnAlarm);
        }
    }

    public void OnFreed(long now) => Pump();

    public void OnDisconnected(string kind)
    {
        if (State != LaneState.Up)
        {
            return;
        }

        State = LaneState.Down;
        Step.Watch?.Disconnected(Shard.Now);
        Step.LoseFanOuts();
        Step.InFlight.EndAll(Outcome.Indefinite, kind);
        _owner.WentDown(this, kind);
    }

    /// <summary>The drain is over: what still waits for an answer is given up, and so is a due time for which nothing was begun.</summary>
    public void GiveUp()
    {
        Settle();
        Step.CloseFanOuts();
        Step.InFlight.Close(State == LaneState.Up ? Outcome.Lost : Outcome.Indefinite, State == LaneState.Up ? ErrorKinds.Lost : ErrorKinds.Closed);
    }

    /// <summary>Closes the client; what is in flight must have been ended before.</summary>
    public async ValueTask CloseAsync()
    {
        State = LaneState.Closed;
        try
        {
            await _client.CloseAsync(Step);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _owner.Heard(e); // a connection that cannot be closed in order is closed all the same
        }
    }

    private void Start(long due)
    {
        _meter.CountDue(_owner.StartOperation, due);
        Step.Arm(due);
        try
        {
            ValueTask step = _client.StepAsync(Step);
            if (step.IsCompleted)
            {
                step.GetAwaiter().GetResult();
                Settle();
            }
            else
            {
                _stepping = true;
                _pendingStep = step.ConfigureAwait(false).GetAwaiter();
                _pendingStep.UnsafeOnCompleted(_onStepped ??= OnStepped);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Failed(e);
        }
    }

    private void OnStepped()
    {
        if (!Step.Shard.IsCurrent)
        {
            // The client awaited a library that completed elsewhere, without coming back by itself.
            Step.Shard.Post(_stepped, this);
            return;
        }

        _stepping = false;
        try
        {
            _pendingStep.GetResult();
            Settle();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Failed(e);
        }

        Pump();
    }

    private void OnAlarm()
    {
        try
        {
            _alarm.GetAwaiter().GetResult();
        }
        catch (LinkException)
        {
            return; // expected: the shard has stopped
        }

        Pump();
    }

    // An iteration that began nothing has not happened.
    private void Settle()
    {
        if (Step.HasPendingDue && Step.Disarm(out long due))
        {
            _meter.CountDropped(_owner.StartOperation, due, unconnected: State != LaneState.Up);
        }
    }

    private void Failed(Exception e)
    {
        Settle();
        _owner.Heard(e);
        OnDisconnected(ErrorKinds.Of(e));
    }
}
