using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>What a shard knows of one of its clients beside the connection; used on the shard's thread.</summary>
internal sealed class RoutedClient(ClientConnection connection, Session session, SwitchboardLine line)
{
    // Completed by the switchboard, which must not be called back meanwhile: the handshake goes on in another turn.
    private TaskCompletionSource<ConnectionAnswer>? _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _wake;

    public ClientConnection Connection => connection;

    public Session Session => session;

    /// <summary>The shard's way to the switchboard.</summary>
    public SwitchboardLine Line => line;

    /// <summary>The rooms it is in, the one of all clients included.</summary>
    public List<RoomSeat> Seats { get; } = new(2);

    /// <summary>The connection once its 101 is out; null before.</summary>
    public WebSocketLink? Link { get; private set; }

    /// <summary>A backend has accepted it; what is sent to it counts from now on.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>It has been answered that it may not come in.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Nothing can be sent to it any more.</summary>
    public bool IsGone { get; private set; }

    /// <summary>What was sent to it before its 101; null where nothing was.</summary>
    public EarlyFrames? Early { get; set; }

    /// <summary>Asked to leave before its 101 was out: how it is closed once it is.</summary>
    public (WebSocketCloseCode Code, string Reason)? CloseOnceOpen { get; set; }

    /// <summary>Did not fit before its 101 was out: it is evicted once it is.</summary>
    public bool IsOverrun { get; set; }

    /// <summary>It is not read, because its backend does not keep up.</summary>
    public bool IsHeld { get; private set; }

    /// <summary>How it ended, for backends and logs.</summary>
    public string Why { get; set; } = "It left before it was let in.";

    /// <summary>The connection broke, or was cut because the client did not keep up.</summary>
    public bool IsLost { get; set; }

    /// <summary>Its seat in a room, or -1.</summary>
    public int SeatIn(LocalRoom room)
    {
        for (int i = 0; i < Seats.Count; i++)
        {
            if (Seats[i].Room == room)
            {
                return i;
            }
        }

        return -1;
    }

    public void Answer(in ConnectionAnswer answer)
    {
        IsAccepted = answer.IsAccepted;
        IsRefused = !IsAccepted;
        _answer?.TrySetResult(answer);
    }

    public async Task<ConnectionAnswer> AnsweredAsync(CancellationToken leaving)
    {
        await using CancellationTokenRegistration registration = leaving.UnsafeRegister(
            static (answer, token) => ((TaskCompletionSource<ConnectionAnswer>)answer!).TrySetCanceled(token), _answer);
        ConnectionAnswer answer = await _answer!.Task;
        _answer = null; // an idle client keeps nothing of its handshake
        return answer;
    }

    public void Open(WebSocketLink link)
    {
        Link = link;
        foreach (RoomSeat seat in Seats)
        {
            seat.Room.Opened(seat.Index, link);
        }
    }

    public void End()
    {
        IsGone = true;
        Early = null;
        Wake();
    }

    public void Hold() => IsHeld = true;

    public void Resume()
    {
        IsHeld = false;
        Wake();
    }

    /// <summary>Lets who waits for it to be read again look once more.</summary>
    public void Wake()
    {
        TaskCompletionSource? wake = _wake;
        _wake = null;
        wake?.TrySetResult();
    }

    /// <summary>Completes when something has changed: it may be read again, it is being closed, or it has ended.</summary>
    public Task ChangedAsync()
    {
        _wake ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Task.WhenAny(_wake.Task, Link!.Ended);
    }
}
