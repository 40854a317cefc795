using System.Net.Sockets;
using Millrace.Gateway.Client.Handling;

namespace Millrace.Gateway.Client.Connections;

/// <summary>One connection to a gateway, from hello to its end, which a drain makes orderly.</summary>
internal sealed class GatewayConnection : IAsyncDisposable
{
    private readonly GatewayBackendOptions _options;
    private readonly Stream _stream;
    private readonly AckLedger _acks = new();
    private readonly Outbox _outbox;
    private readonly OpenQuestions _questions = new();
    private readonly LineIntake _intake;
    private readonly EventDispatcher _dispatcher;
    private readonly Lock _opening = new();

    private readonly ReadingLoop _loop;
    private volatile bool _isClosed;
    private volatile bool _isOpen;
    private int _seat;

    public GatewayConnection(GatewayBackend backend, GatewayGroup group, Stream stream)
    {
        Backend = backend;
        Group = group;
        _options = backend.Options;
        _stream = stream;
        _outbox = new Outbox(stream, _acks, _options.MaxSendQueueBytes, _options.Time);
        _dispatcher = new EventDispatcher(new BackendHandlers(this, _acks), _options.MaxConcurrentHandlers, _options.MaxQueuedEvents, _options.MaxQueuedBytes / 2);
        _intake = new LineIntake(this, _dispatcher, _acks, _questions);
        _loop = new ReadingLoop(stream, _intake, _dispatcher, _outbox, _options.MaxLineBytes, _options.MaxQueuedBytes, _options.Time);
    }

    public GatewayBackend Backend { get; }

    public GatewayGroup Group { get; }

    /// <summary>True from the gateway's welcome, or the first sign that it speaks the plain protocol, until the end.</summary>
    public bool IsOpen => _isOpen && !_outbox.IsClosed;

    /// <summary>True once the gateway has answered our hello: it speaks the extended protocol.</summary>
    public bool IsWelcome => _intake.IsWelcome;

    /// <summary>True where the gateway ended the connection instead of answering our hello.</summary>
    public bool IsRefused => !IsWelcome && _intake.Goodbye is not null;

    /// <summary>What the socket said at the end; null where it ended properly.</summary>
    public Exception? Failure => _loop.Failure;

    /// <summary>True once it has ended: what its handlers send now cannot arrive.</summary>
    public bool IsClosed => _isClosed || _outbox.IsClosed;

    /// <summary>Serves until the connection is lost or the backend stops; returns why it ended.</summary>
    public async Task<string> ServeAsync(int seat, CancellationToken stop)
    {
        // Flows into every handler that the loop starts, and from there wherever the handler goes on.
        GatewayGroup.Prefer(this);
        _seat = seat;
        TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = stop.Register(() =>
        {
            _loop.Drain();
            stopping.TrySetResult();
        });
        await using ITimer welcomeLimit = _options.Time.CreateTimer(_ => Open(), null, _options.WelcomeTimeout, Timeout.InfiniteTimeSpan);
        await using ITimer watch = _options.Time.CreateTimer(_ => Watch(), null, Watching.Period, Watching.Period);
        _outbox.TryAppend(OutgoingLine.Hello(_options));
        _outbox.Flush();

        Task<string> reading = _loop.RunAsync();
        if (await Task.WhenAny(reading, stopping.Task).ConfigureAwait(false) != reading)
        {
            await DrainAsync(reading).ConfigureAwait(false);
        }

        await EndAsync().ConfigureAwait(false);
        return await reading.ConfigureAwait(false);
    }

    /// <summary>The gateway has answered, or has shown that it will not: from now on lines may be sent.</summary>
    public void Open()
    {
        if (_isOpen)
        {
            return;
        }

        lock (_opening)
        {
            if (_isOpen || _isClosed)
            {
                return;
            }

            Group.Add(_seat, this);
            _isOpen = true;
        }

        Backend.ConnectionsChanged();
    }

    /// <summary>The gateway has said how long a line may be.</summary>
    public void LimitLines(int maxBytes) => _outbox.MaxLineBytes = maxBytes;

    /// <summary>Queues a line; completes once it is queued, or with the exception that says why it was not. Throws nothing itself.</summary>
    public ValueTask SendAsync(in OutgoingLine line, CancellationToken stop)
    {
        if (line.IsExtended && !IsWelcome)
        {
            return ValueTask.FromException(new NotSupportedException($"The gateway {Group.Address} speaks the plain protocol, which has no {line.Name}."));
        }

        try
        {
            if (!_outbox.TryAppend(line))
            {
                return SendLaterAsync(line, stop);
            }
        }
        catch (Exception exception) when (exception is GatewayUnavailableException or ArgumentException)
        {
            return ValueTask.FromException(exception);
        }

        FlushUnlessReading();
        return default;
    }

    /// <summary>Sends what waits, unless this is the reading loop, which does so at the end of its batch.</summary>
    public void FlushUnlessReading()
    {
        if (!_loop.IsHere || _outbox.HasPlenty)
        {
            _outbox.Flush();
        }
    }

    /// <summary>Asks how many members a room has.</summary>
    public async Task<long> CountRoomAsync(string room, CancellationToken stop)
    {
        (string id, Task<long> answer) = _questions.Open();
        try
        {
            await SendAsync(OutgoingLine.RoomInfo(id, room), stop).ConfigureAwait(false);
            return await answer.WaitAsync(_options.AnswerTimeout, _options.Time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new GatewayProblemException($"The gateway {Group.Address} did not say within {_options.AnswerTimeout.TotalSeconds:0.###} s how many are in the room '{room}'.", exception);
        }
        finally
        {
            _questions.Close(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        _loop.Dispose();
    }

    private async ValueTask SendLaterAsync(OutgoingLine line, CancellationToken stop)
    {
        do
        {
            _outbox.Flush();
            await _outbox.WaitForRoomAsync().WaitAsync(stop).ConfigureAwait(false);
        }
        while (!_outbox.TryAppend(line));

        FlushUnlessReading();
    }

    private async Task DrainAsync(Task<string> reading)
    {
        await _loop.WaitForBatchAsync().ConfigureAwait(false);
        if (!await WithinAsync(_dispatcher.WaitForIdleAsync(), Backend.DrainLeft).ConfigureAwait(false))
        {
            int unbegun = _dispatcher.Abandon();
            int all = _dispatcher.Unfinished;
            await Backend.CancelHandlersAsync().ConfigureAwait(false);
            if (!_intake.IsNumbered)
            {
                Report(BackendErrorKind.EventsLost, $"The drain time is over: {all - unbegun} handlers were cancelled and {unbegun} events not handled.", all);
            }
        }

        TimeSpan left = Backend.DrainLeft;
        await WithinAsync(_outbox.FlushAsync(), left > Watching.Farewell ? left : Watching.Farewell).ConfigureAwait(false);
        CloseOutbox();
        await ShutDownAsync().ConfigureAwait(false);

        // To close while bytes lie unread would reset the connection, and our last words with it.
        await WithinAsync(reading, Watching.Farewell).ConfigureAwait(false);
        if (_intake.Skipped > 0)
        {
            Report(BackendErrorKind.EventsLost, $"Up to {_intake.Skipped} events came after the stop; this gateway does not deliver them again.", _intake.Skipped);
        }
    }

    private async Task ShutDownAsync()
    {
        try
        {
            if (_stream is System.Net.Security.SslStream secure)
            {
                await secure.ShutdownAsync().WaitAsync(Watching.Farewell, _options.Time).ConfigureAwait(false);
            }
            else
            {
                ((NetworkStream)_stream).Socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or SocketException or TimeoutException)
        {
            // Expected where the gateway was first.
        }
    }

    private async Task EndAsync()
    {
        lock (_opening)
        {
            _isClosed = true;
            _isOpen = false;
            Group.Remove(_seat);
        }

        Backend.ConnectionsChanged();
        CloseOutbox();
        _questions.FailAll(new GatewayUnavailableException($"The connection to the gateway {Group.Address} ended before it answered."));
        if (_intake.IsNumbered)
        {
            // The gateway will deliver again what has not been acknowledged; to handle it now would be to handle it twice.
            _dispatcher.Abandon();
        }

        Group.Leave(_dispatcher.BusyClients());
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    private void CloseOutbox()
    {
        int unsent = _outbox.Close();
        if (unsent > 0)
        {
            Report(BackendErrorKind.Unsent, $"The connection ended before {unsent} lines were sent whole.", unsent);
        }
    }

    private void Watch()
    {
        TimeSpan silence = _loop.Silence;
        if (_outbox.Failure is { } failure)
        {
            // The loop mostly hears of it by itself, and has the gateway's last words then; but not while it is paused.
            Abort("The connection broke.", failure);
        }
        else if (_outbox.Stuck > Watching.SendLimit)
        {
            Abort($"The gateway has taken nothing for {Watching.SendLimit.TotalSeconds:0} s.");
        }
        else if (_intake.Heartbeat is { Ticks: > 0 } heartbeat && silence > heartbeat * Watching.MissedHeartbeats)
        {
            Abort($"The gateway has been silent for {silence.TotalSeconds:0} s; it promised a heartbeat every {heartbeat.TotalSeconds:0} s.");
        }
    }

    private void Abort(string reason, Exception? failure = null)
    {
        _loop.End(reason, failure);
        _outbox.Stop();
        _stream.Dispose();
    }

    private async Task<bool> WithinAsync(Task task, TimeSpan limit)
    {
        try
        {
            await task.WaitAsync(limit, _options.Time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void Report(BackendErrorKind kind, string reason, long count) =>
        Backend.Report(new BackendError(kind, reason, Group.Address) { Count = count });
}
