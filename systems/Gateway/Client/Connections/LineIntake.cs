using Millrace.Gateway.Client.Handling;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Client.Connections;

/// <summary>What the lines of one connection mean: it knows the clients that they are about, and gives each event to the dispatcher. On the reading loop.</summary>
internal sealed class LineIntake(GatewayConnection connection, EventDispatcher dispatcher, AckLedger acks, OpenQuestions questions)
{
    // What so many clients cost is bearable, and seldom has a plain gateway more.
    private const int FewClients = 65_536;
    private static readonly ConnectionVerdict Stopping = ConnectionVerdict.Refuse(503, "The server is stopping.");
    private readonly GatewayEvent _event = new();
    private readonly ClientLanes _lanes = new(FewClients);
    private bool _isNumbered;

    /// <summary>True once the gateway has answered our hello.</summary>
    public bool IsWelcome { get; private set; }

    /// <summary>What the gateway promised; zero where it promised nothing.</summary>
    public TimeSpan Heartbeat { get; private set; }

    /// <summary>Why the gateway will end the connection; null where it has not said.</summary>
    public string? Goodbye { get; private set; }

    /// <summary>Events that came after the stop and that the gateway will not deliver again.</summary>
    public long Skipped { get; private set; }

    /// <summary>True where the gateway numbers its events, and so delivers again what is not acknowledged.</summary>
    public bool IsNumbered => acks.IsUsed || _isNumbered;

    /// <summary>True where the line read is for the program; what else there is concerns the connection and is to be taken at once.</summary>
    public bool IsEvent => _event.Kind is not (GatewayEventKind.Heartbeat or GatewayEventKind.Welcome or GatewayEventKind.Goodbye or GatewayEventKind.Problem or GatewayEventKind.RoomInfo);

    /// <summary>Lines that could not be read.</summary>
    public int BadLines { get; private set; }

    /// <summary>Reads one line, to be taken or skipped; false where it cannot be read, which is reported.</summary>
    public bool TryRead(ReadOnlySpan<byte> line)
    {
        if (!GatewayEventParser.TryParse(line, _event, out string problem))
        {
            BadLines++;
            Report(BackendErrorKind.BadLine, $"A line of the gateway cannot be read: {problem}");
            return false;
        }

        _isNumbered |= _event.Sequence > 0;

        if (_event.Kind is not (GatewayEventKind.Welcome or GatewayEventKind.Goodbye or GatewayEventKind.Problem))
        {
            // Whoever sends something else without answering our hello does not know what that is.
            connection.Open();
        }

        return true;
    }

    /// <summary>Passes the event read over, because the backend stops; returns what is to be answered: a question is refused, so that its client need not wait.</summary>
    public OutgoingLine? Skip()
    {
        if (_event.Kind == GatewayEventKind.ConnectionRequest)
        {
            return OutgoingLine.Response(_event.RequestId.ToString(), Stopping);
        }

        Skipped += _event.Sequence == 0 && _event.Kind != GatewayEventKind.Unknown ? 1 : 0;
        return null;
    }

    /// <summary>Takes the line read; returns what is to be answered at once, without the program.</summary>
    public OutgoingLine? Take()
    {
        if (_event.Sequence > 0)
        {
            acks.Begin(_event.Sequence);
        }

        switch (_event.Kind)
        {
            case GatewayEventKind.ConnectionRequest or GatewayEventKind.NewConnection or GatewayEventKind.NewMessage or GatewayEventKind.Disconnected or GatewayEventKind.Error:
                Dispatch();
                return null;
            case GatewayEventKind.Heartbeat:
                return IsWelcome ? OutgoingLine.Heartbeat() : null;
            case GatewayEventKind.Welcome:
                IsWelcome = true;
                connection.Backend.WasWelcome = true;
                Heartbeat = TimeSpan.FromSeconds(_event.Welcome.HeartbeatSeconds);
                connection.LimitLines(_event.Welcome.MaxLineBytes);
                connection.Open();
                return null;
            case GatewayEventKind.Goodbye:
                Goodbye = _event.Reason;
                return null;
            case GatewayEventKind.Problem:
                Problem();
                return null;
            case GatewayEventKind.RoomInfo:
                questions.TryAnswer(_event.RequestId.ToString(), _event.Members);
                return null;
            default:
                // A newer gateway's; it is no fault not to know it, but its number must not hold up the others.
                acks.Handled(_event.Sequence);
                return null;
        }
    }

    /// <summary>Clients that are gone, once the last of their handlers has run.</summary>
    public void ForgetEndedClients()
    {
        _lanes.ForgetEnded();
        if (!IsWelcome)
        {
            // A gateway of the plain protocol gives each event to any backend: the one that a client's last event goes to may not be this one.
            _lanes.DropUnused();
        }
    }

    private void Dispatch()
    {
        PendingEvent item = dispatcher.Rent();
        item.Sequence = _event.Sequence;
        item.IsRedelivered = _event.IsRedelivered;
        switch (_event.Kind)
        {
            case GatewayEventKind.ConnectionRequest:
                item.Kind = EventKind.Connecting;
                item.RequestId = _event.RequestId.ToString();
                item.Request = new ConnectionRequest(_event.Path, _event.RemoteAddress, _event.Headers);
                break;
            case GatewayEventKind.Error:
                item.Kind = EventKind.Reported;
                item.Report = _event.Reason;
                item.Request = _event.Path.Length > 0 ? new ConnectionRequest(_event.Path, _event.RemoteAddress, _event.Headers) : null;
                break;
            case GatewayEventKind.NewMessage:
                item.Kind = EventKind.Message;
                item.CopyPayload(_event.Message);
                item.IsBinary = _event.IsBinary;
                GiveClient(item, isNew: false);
                break;
            case GatewayEventKind.NewConnection:
                item.Kind = EventKind.Connected;
                GiveClient(item, isNew: true);
                break;
            default:
                item.Kind = EventKind.Disconnected;
                GiveClient(item, isNew: false);
                _lanes.End(item.Lane!);
                break;
        }

        dispatcher.Dispatch(item);
    }

    private void GiveClient(PendingEvent item, bool isNew)
    {
        if (_lanes.IsNew(_event.ClientId, out ClientLane lane) && connection.Group.TakeLeftover(lane.ClientId) is { } earlier)
        {
            dispatcher.HoldUntil(lane, earlier);
        }

        if (isNew || lane.Client is null)
        {
            // Also in the middle of its life: another connection of ours, or another program, may have had it until now.
            lane.Client = new ConnectedClient(connection.Group, lane.ClientId, _event.RoomId.ToString(), _event.Metadata.ToArray());
        }

        item.Lane = lane;
        item.Client = lane.Client;
    }

    private void Problem()
    {
        if (!questions.TryRefuse(_event.RequestId.ToString(), _event.Reason))
        {
            connection.Backend.Report(new BackendError(BackendErrorKind.Problem, $"The gateway refused a line of ours: {_event.Reason}", connection.Group.Address) { Action = _event.Action });
        }
    }

    private void Report(BackendErrorKind kind, string reason) => connection.Backend.Report(new BackendError(kind, reason, connection.Group.Address));
}
