using Millrace.Engine;
using Millrace.Engine.Clients;
using Millrace.Shards;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Workers;

/// <summary>
/// One client of a tracker: gets a connection id, announces and scrapes under it until it is old or rejected, and gets another. One request at a time; answers are judged as
/// they come in, also those to requests that were given up.
/// </summary>
internal sealed class TrackerWorker : VirtualClient
{
    private const int Stray = 1024;
    private const int MostStops = 32;
    private static readonly TimeSpan _room = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _refusedFor = TimeSpan.FromMilliseconds(100);
    private static readonly OperationId[] _operations = [new(0), new(1), new(2)];

    private readonly ShardPorts _ports;
    private readonly TrackerRun _run;
    private readonly WorkerCourse _course;
    private readonly int _index;
    private RecentRequests _recent;
    private StepContext? _step;
    private bool _isClosed;

    public TrackerWorker(ClientSeat seat, ShardPorts ports)
    {
        _ports = ports;
        _run = ports.Run;
        _course = new WorkerCourse(_run.Settings, seat.Seed);
        _index = seat.Index;
        Number = ports.Seat(this);
        for (int i = 0; i < RecentRequests.Count; i++)
        {
            _recent[i].Sequence = -1;
        }
    }

    /// <summary>The worker's number on its shard.</summary>
    public int Number { get; }

    public WorkerPort? Port { get; private set; }

    public StepContext Step => _step!;

    /// <summary>True while a request that was made until <paramref name="sent"/> waits for its answer and is neither overdue nor refused already.</summary>
    public bool IsWaiting(long sent)
    {
        if (_isClosed || Step.InFlight.NextSequence == 0)
        {
            return false;
        }

        long last = Step.InFlight.NextSequence - 1;
        ref Request request = ref Of(last);
        return !request.IsRefused && request.Sent <= sent && Step.InFlight.IsWaiting(last) && Shard.Now - request.Sent <= Step.TimeoutTicks;
    }

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _step = context;
        Port = await _ports.JoinAsync(this, context.Seat);
    }

    public override ValueTask StepAsync(StepContext context)
    {
        WorkerPort port = Port!;
        if (!port.TryNext(out Span<byte> datagram))
        {
            return WaitForRoomAsync(context);
        }

        Send(context, port, datagram);
        return default;
    }

    public override ValueTask CloseAsync(StepContext context)
    {
        _isClosed = true;
        if (Port is { } port)
        {
            SayStopped(port);
            _ports.Leave(port, context);
            Port = null;
        }

        return default;
    }

    /// <summary>An answer with this worker's transaction came in.</summary>
    public void Answered(ReadOnlySpan<byte> datagram, AnswerHead head, bool isCut)
    {
        if (_isClosed)
        {
            return; // to a goodbye, or after the accounts were closed
        }

        InFlightWindow inFlight = Step.InFlight;
        long sequence = _ports.Ids.SequenceOf(head.TransactionId, inFlight.NextSequence);
        ref Request request = ref Of(sequence);
        bool isKnown = sequence >= 0 && request.Sequence == sequence;
        if (isKnown && request.Spare > 0 && !inFlight.IsWaiting(sequence))
        {
            request.Spare--;
            Step.CountAlways(TrackerCounts.AnsweredAgain); // what was asked twice is rightly answered twice
            return;
        }

        Step.Received();
        OperationId id = isKnown ? _operations[(int)request.Operation] : IdOf(head.Action);
        if (sequence < 0 || (!inFlight.IsWaiting(sequence) && inFlight.NextSequence - sequence > Stray))
        {
            Step.Unexpected(id, datagram.Length);
        }
        else if (!inFlight.IsWaiting(sequence))
        {
            inFlight.Complete(sequence, id, datagram.Length); // which tells one that came twice from one that came after the end
        }
        else if (head.Action == TrackerAction.Error)
        {
            string kind = Rejection.KindOf(datagram);
            if (isKnown && _course.Rejected(in request, kind, Shard.Now))
            {
                Step.CountAlways(TrackerCounts.IdsRejected);
            }

            inFlight.Fail(sequence, id, kind, datagram.Length);
        }
        else if (isKnown && request.Operation == TrackerOperation.Announce && AnswerCheck.IsBare(datagram, head.Action))
        {
            _course.Accepted(in request);
            Step.CountAlways(TrackerCounts.Unlisted);
            inFlight.Fail(sequence, id, Rejection.NotAuthorized, datagram.Length);
        }
        else if ((isCut ? AnswerFault.WrongSize : Judge(datagram, head.Action, isKnown, in request)) is var fault && fault != AnswerFault.None)
        {
            Step.CountAlways(AnswerCheck.CountOf(fault));
            _run.Note(fault, isKnown ? request.Operation : (TrackerOperation)id.Index, _index, datagram);
            inFlight.Corrupt(sequence, id, datagram.Length);
        }
        else
        {
            Accept(datagram, isKnown, in request);
            inFlight.Complete(sequence, id, datagram.Length);
        }
    }

    /// <summary>A datagram came in on this worker's socket that is no answer.</summary>
    public void Unreadable(int length)
    {
        if (!_isClosed)
        {
            Step.Received();
            Step.CountAlways(TrackerCounts.Unreadable);
            Step.Unexpected(_operations[0], length);
        }
    }

    /// <summary>An answer came in on this worker's socket that no worker there can have asked for.</summary>
    public void NotMine(TrackerAction action, int length)
    {
        if (!_isClosed)
        {
            Step.Received();
            Step.Unexpected(IdOf(action), length);
        }
    }

    /// <summary>Nobody listens at the target's port, as far as the system says.</summary>
    public void Refused()
    {
        long sequence = Step.InFlight.NextSequence - 1;
        Of(sequence).IsRefused = true;
        _ = FailAsync();

        // A moment later: a worker that asks again at once would ask a dead port as fast as the machine can.
        async Task FailAsync()
        {
            try
            {
                await Step.Shard.Delay(_refusedFor);
            }
            catch (LinkException)
            {
                return; // expected: the shard has stopped
            }

            if (!_isClosed && Step.InFlight.IsWaiting(sequence))
            {
                Step.Received(); // the system's word is the answer
                Step.InFlight.Fail(sequence, _operations[(int)Of(sequence).Operation], ErrorKinds.Refused, 0);
            }
        }
    }

    /// <summary>Sends again what has waited for 15 * 2^n seconds for the nth time, under the same transaction.</summary>
    public void Resend(long now)
    {
        if (Port is not { } port || !IsWaiting(now))
        {
            return;
        }

        long sequence = Step.InFlight.NextSequence - 1;
        ref Request request = ref Of(sequence);
        if (request.Resent <= Retransmission.Most && now - request.Sent >= Retransmission.After(request.Resent) && _course.MaySendAgain(in request, now)
            && port.TryNext(out Span<byte> datagram))
        {
            port.Add(_run.Datagrams.Write(datagram, _index, in request, _ports.Ids.Of(Number, sequence)));
            request.Resent++;
            request.Spare++;
            Step.CountAlways(TrackerCounts.Retransmitted);
        }
    }

    private void Send(StepContext context, WorkerPort port, Span<byte> datagram)
    {
        long sequence = context.InFlight.NextSequence;
        ref Request last = ref Of(sequence - 1);
        if (sequence > 0 && context.InFlight.IsWaiting(sequence - 1) && _course.Unanswered(in last))
        {
            context.CountAlways(TrackerCounts.IdsDoubted);
        }

        ref Request request = ref Of(sequence);
        request = _course.Next(sequence, Shard.Now, out bool isAged);
        if (isAged)
        {
            context.Count(TrackerCounts.IdsAged);
        }

        int length = _run.Datagrams.Write(datagram, _index, in request, _ports.Ids.Of(Number, sequence));
        context.InFlight.Begin(_operations[(int)request.Operation], length);
        port.Add(length);
    }

    private AnswerFault Judge(ReadOnlySpan<byte> datagram, TrackerAction action, bool isKnown, in Request request)
    {
        WorkerPort port = Port!;
        int wanted = _run.Settings.Wanted;
        // An answer that is later than several others is judged by what it says that it is.
        TrackerOperation operation = isKnown ? request.Operation : (TrackerOperation)IdOf(action).Index;
        AnswerFault fault = operation switch
        {
            TrackerOperation.Connect => AnswerCheck.Connect(datagram, action),
            TrackerOperation.Announce => AnswerCheck.Announce(datagram, action, port.PeerBytes, wanted),
            _ => AnswerCheck.Scrape(datagram, action, _run.Settings.ScrapeHashes),
        };
        return fault == AnswerFault.None && isKnown && operation == TrackerOperation.Announce && port.ChecksPeers
            && _run.Plan.FirstStranger(_run.Plan.SwarmAt(_index, request.Place), AnnounceAnswer.Peers(datagram), port.Address, port.PeerBytes - 2) >= 0
            ? AnswerFault.ForeignPeers
            : fault;
    }

    private void Accept(ReadOnlySpan<byte> datagram, bool isKnown, in Request request)
    {
        if (!isKnown)
        {
            return;
        }

        switch (request.Operation)
        {
            case TrackerOperation.Connect:
                _ = ConnectAnswer.TryRead(datagram, out ulong id);
                _course.Connected(id, Shard.Now);
                break;
            case TrackerOperation.Announce:
                _course.Accepted(in request);
                Port!.CountPeers((datagram.Length - TrackerProtocol.AnnounceAnswerBytes) / Port.PeerBytes);
                break;
            default:
                _course.Accepted(in request);
                break;
        }
    }

    private async ValueTask WaitForRoomAsync(StepContext context)
    {
        while (Port is { } port)
        {
            await context.Shard.Delay(_room);
            if (port.TryNext(out Span<byte> datagram))
            {
                Send(context, port, datagram);
                return;
            }
        }
    }

    // So that a tracker that others use is not left with peers that are gone. Nobody waits for the answers.
    private void SayStopped(WorkerPort port)
    {
        if (_course.Id is not { } id)
        {
            return;
        }

        for (int place = 0; place < Math.Min(MostStops, _run.Settings.Hashes); place++)
        {
            if (!_course.HasStarted(place))
            {
                continue;
            }

            if (!port.TryNext(out Span<byte> datagram))
            {
                return;
            }

            var request = new Request { Operation = TrackerOperation.Announce, ConnectionId = id, Place = place, Event = AnnounceEvent.Stopped };
            port.Add(_run.Datagrams.Write(datagram, _index, in request, _ports.Ids.Of(Number, Step.InFlight.NextSequence + place)));
        }
    }

    private ref Request Of(long sequence) => ref _recent[(int)(sequence & (RecentRequests.Count - 1))];

    private static OperationId IdOf(TrackerAction action) => _operations[action <= TrackerAction.Scrape ? (int)action : (int)TrackerAction.Announce];
}
