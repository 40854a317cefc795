using Millrace.Gateway.Client.Connecting;
using Millrace.Gateway.Client.Connections;

namespace Millrace.Gateway.Client;

/// <summary>
/// A program behind the gateway: it decides who may come in, hears what clients send, and sends to clients, rooms and everybody. Set the handlers, then
/// <see cref="RunAsync"/>.
/// </summary>
/// <remarks>
/// Sending never throws by itself: what is wrong comes with the task that it returns. While it drains, new clients are refused with status 503.
/// Handlers of one client run one after another, in the order of its events; handlers of different clients run side by side once they wait for
/// something. Until a handler waits it runs on the connection's reading loop: do not block there. What a handler throws is reported to <see cref="OnError"/>
/// and counts as handled; a question whose handler throws is answered with a refusal, status 500. Each handler's token is cancelled when the drain time is over.
/// What a gateway delivers again after a lost connection waits for the handlers of its client that still run. Events are delivered at least once where acknowledgements are agreed on, else at most once; what is sent to clients, at most once.
/// </remarks>
public sealed class GatewayBackend : IAsyncDisposable
{
    private readonly GatewayGroup[] _gateways;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _handlerStop = new();
    private Task? _run;
    private long _stopped;
    private int _isDisposed;

    /// <summary>A backend that is not connected yet.</summary>
    /// <exception cref="ArgumentException">Options are wrong; the message says all that is.</exception>
    public GatewayBackend(GatewayBackendOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        Options = options;
        _gateways = [.. options.Gateways.Select(address => new GatewayGroup(address, options.Connections))];
    }

    /// <summary>A client asks to come in. Default: everybody may, into the room that the path names.</summary>
    public Func<ConnectionRequest, CancellationToken, ValueTask<ConnectionVerdict>> OnConnecting { get; set; } = (_, _) => new(ConnectionVerdict.Accept());

    /// <summary>A client that was accepted is connected.</summary>
    public Func<ConnectedClient, CancellationToken, ValueTask> OnConnected { get; set; } = (_, _) => default;

    /// <summary>A client has sent a message.</summary>
    public Func<ConnectedClient, ClientMessage, CancellationToken, ValueTask> OnMessage { get; set; } = (_, _, _) => default;

    /// <summary>A client is gone.</summary>
    public Func<ConnectedClient, CancellationToken, ValueTask> OnDisconnected { get; set; } = (_, _) => default;

    /// <summary>
    /// Something went wrong; may be called on several threads at once and must not block. Who keeps a list of clients clears it on
    /// <see cref="BackendErrorKind.ConnectionLost"/>: of a gateway that died nobody says that its clients are gone. Default: a line on standard error.
    /// </summary>
    public Action<BackendError> OnError { get; set; } = error => Console.Error.WriteLine(error);

    /// <summary>Connections that stand now, to all gateways.</summary>
    public int ConnectionCount => _gateways.Sum(gateway => gateway.Live);

    internal GatewayBackendOptions Options { get; }

    /// <summary>Cancelled when the drain time is over: one for all handlers, also those whose connection is lost.</summary>
    internal CancellationToken HandlerStop => _handlerStop.Token;

    /// <summary>True once a gateway has answered a hello of ours with its welcome.</summary>
    internal bool WasWelcome { get => Volatile.Read(ref field); set => Volatile.Write(ref field, value); }

    /// <summary>What is left of the drain time; all of it until the stop.</summary>
    internal TimeSpan DrainLeft
    {
        get
        {
            long stopped = Volatile.Read(ref _stopped);
            TimeSpan left = stopped == 0 ? Options.DrainTimeout : Options.DrainTimeout - Options.Time.GetElapsedTime(stopped - 1);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Serves until <paramref name="stop"/>, then drains: handles no new event, refuses who wants to come in with status 503, lets handlers finish, sends what waits, closes. Lost connections are made again
    /// for as long as it runs.
    /// </summary>
    /// <exception cref="GatewayRefusedException">
    /// A gateway refused this backend before it had ever taken it, mostly for a wrong secret. (Once it had, a refusal is reported and tried again, slowly.)
    /// </exception>
    /// <exception cref="InvalidOperationException">It runs already, or did.</exception>
    public Task RunAsync(CancellationToken stop = default)
    {
        lock (_lock)
        {
            if (_run is not null)
            {
                throw new InvalidOperationException("A backend runs once; make a new one.");
            }

            return _run = RunSeatsAsync(stop);
        }
    }

    /// <summary>Returns once all connections stand; at once where they do already.</summary>
    /// <exception cref="InvalidOperationException">The backend has ended, or was not started.</exception>
    public async Task WaitUntilConnectedAsync(CancellationToken stop = default)
    {
        while (true)
        {
            Task changed = Volatile.Read(ref _changed).Task;
            if (ConnectionCount == _gateways.Length * Options.Connections)
            {
                return;
            }

            Task run = _run ?? throw new InvalidOperationException($"Call {nameof(RunAsync)} first.");
            if (await Task.WhenAny(changed, run).WaitAsync(stop).ConfigureAwait(false) == run)
            {
                await run.ConfigureAwait(false);
                throw new InvalidOperationException("The backend has stopped.");
            }
        }
    }

    /// <summary>
    /// Sends text to the client with that id. Completes when it is queued, and waits for that while the queue is full. It may still be lost with the
    /// connection: then its number is reported as <see cref="BackendErrorKind.Unsent"/>. With several gateways it goes to each, since any may have the client.
    /// </summary>
    /// <exception cref="GatewayUnavailableException">No gateway is connected; nothing was sent.</exception>
    public ValueTask SendToClientAsync(string clientId, string text, CancellationToken stop = default) => SendAsync(OutgoingLine.ToClient(clientId, text), stop);

    /// <summary>Sends UTF-8 text, or bytes as a binary message, to the client with that id. See the overload for text.</summary>
    public ValueTask SendToClientAsync(string clientId, ReadOnlyMemory<byte> message, bool isBinary = false, CancellationToken stop = default) =>
        SendAsync(OutgoingLine.ToClient(clientId, message, isBinary), stop);

    /// <summary>Sends text to all members of a room, at every gateway.</summary>
    public ValueTask SendToRoomAsync(string room, string text, CancellationToken stop = default) => SendAsync(OutgoingLine.ToRoom(room, text), stop);

    /// <summary>Sends UTF-8 text, or bytes as a binary message, to all members of a room, at every gateway.</summary>
    public ValueTask SendToRoomAsync(string room, ReadOnlyMemory<byte> message, bool isBinary = false, CancellationToken stop = default) =>
        SendAsync(OutgoingLine.ToRoom(room, message, isBinary), stop);

    /// <summary>Sends text to every client, at every gateway.</summary>
    public ValueTask BroadcastAsync(string text, CancellationToken stop = default) => SendAsync(OutgoingLine.ToAll(text), stop);

    /// <summary>Sends UTF-8 text, or bytes as a binary message, to every client, at every gateway.</summary>
    public ValueTask BroadcastAsync(ReadOnlyMemory<byte> message, bool isBinary = false, CancellationToken stop = default) =>
        SendAsync(OutgoingLine.ToAll(message, isBinary), stop);

    /// <summary>Makes a client a member of a further room. Not in the plain protocol: <see cref="NotSupportedException"/>.</summary>
    public ValueTask JoinAsync(string clientId, string room, CancellationToken stop = default) => SendAsync(OutgoingLine.Join(clientId, room), stop);

    /// <summary>Ends a client's membership of a room. Not in the plain protocol: <see cref="NotSupportedException"/>.</summary>
    public ValueTask LeaveAsync(string clientId, string room, CancellationToken stop = default) => SendAsync(OutgoingLine.Leave(clientId, room), stop);

    /// <summary>Closes a client's connection with a WebSocket close code and a reason of at most 123 bytes. Not in the plain protocol: <see cref="NotSupportedException"/>.</summary>
    public ValueTask DisconnectAsync(string clientId, int code = 1000, string reason = "", CancellationToken stop = default) =>
        SendAsync(OutgoingLine.Disconnect(clientId, code, reason), stop);

    /// <summary>How many members a room has, at all gateways together. Not in the plain protocol: <see cref="NotSupportedException"/>.</summary>
    /// <exception cref="GatewayUnavailableException">A gateway is not connected.</exception>
    /// <exception cref="GatewayProblemException">A gateway refused the question, or did not answer it in time.</exception>
    public async Task<long> CountRoomAsync(string room, CancellationToken stop = default)
    {
        long members = 0;
        foreach (GatewayGroup gateway in _gateways)
        {
            GatewayConnection connection = gateway.Pick() ?? throw new GatewayUnavailableException($"There is no connection to the gateway {gateway.Address}.");
            members += await connection.CountRoomAsync(room, stop).ConfigureAwait(false);
        }

        return members;
    }

    /// <summary>Stops as by the token of <see cref="RunAsync"/>, and waits for it.</summary>
    public async ValueTask DisposeAsync()
    {
        bool isFirst = Interlocked.Exchange(ref _isDisposed, 1) == 0;
        if (isFirst)
        {
            await _disposing.CancelAsync().ConfigureAwait(false);
        }

        Task? run;
        lock (_lock)
        {
            run = _run ??= Task.CompletedTask;
        }

        await run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (isFirst)
        {
            _disposing.Dispose();
        }
    }

    internal void Report(BackendError error)
    {
        try
        {
            OnError(error);
        }
        catch (Exception exception)
        {
            // The user's: whoever hears of errors must not make more of them.
            Console.Error.WriteLine($"{error}; and OnError threw {exception}");
        }
    }

    internal Task CancelHandlersAsync() => _handlerStop.CancelAsync();

    /// <summary>A connection has come or gone.</summary>
    internal void ConnectionsChanged() =>
        Interlocked.Exchange(ref _changed, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private async Task RunSeatsAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop, _disposing.Token);

        await using CancellationTokenRegistration stamp = ending.Token.Register(() => Volatile.Write(ref _stopped, Options.Time.GetTimestamp() + 1));
        int seed = Options.Seed ?? System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
        List<Task> seats = [];
        foreach (GatewayGroup gateway in _gateways)
        {
            for (int seat = 0; seat < Options.Connections; seat++)
            {
                seats.Add(new ConnectionSeat(this, gateway, seat, unchecked(seed + seats.Count)).RunAsync(ending.Token));
            }
        }

        // One that fails ends them all, orderly.
        Task first = await Task.WhenAny(seats).ConfigureAwait(false);
        if (first.IsFaulted)
        {
            await ending.CancelAsync().ConfigureAwait(false);
        }

        await Task.WhenAll(seats).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await first.ConfigureAwait(false);
    }

    private ValueTask SendAsync(in OutgoingLine line, CancellationToken stop) =>
        _gateways.Length == 1 ? _gateways[0].SendAsync(line, stop) : SendToEachAsync(line, stop);

    private async ValueTask SendToEachAsync(OutgoingLine line, CancellationToken stop)
    {
        List<GatewayUnavailableException> away = [];
        foreach (GatewayGroup gateway in _gateways)
        {
            try
            {
                await gateway.SendAsync(line, stop).ConfigureAwait(false);
            }
            catch (GatewayUnavailableException exception)
            {
                away.Add(exception);
                Report(new BackendError(BackendErrorKind.Unsent, "This gateway is away; a message for it was not sent.", gateway.Address) { Count = 1, Exception = exception });
            }
        }

        if (away.Count == _gateways.Length)
        {
            throw new GatewayUnavailableException("No gateway is connected; the message was not sent.", away[0]);
        }
    }
}
