using Millrace.Gateway.Client.Connections;

namespace Millrace.Gateway.Client.Handling;

/// <summary>Brings the events of one connection to the program's handlers, its verdicts to the gateway, and its exceptions to <see cref="GatewayBackend.OnError"/>.</summary>
internal sealed class BackendHandlers(GatewayConnection connection, AckLedger acks) : IEventHandlers
{
    private static readonly ConnectionVerdict Failed = ConnectionVerdict.Refuse(500, "The server failed.");
    private readonly GatewayBackend _backend = connection.Backend;
    private readonly CancellationToken _stop = connection.Backend.HandlerStop;

    public ValueTask HandleAsync(PendingEvent item)
    {
        switch (item.Kind)
        {
            case EventKind.Connecting:
                return AnswerAsync(item);
            case EventKind.Connected:
                return _backend.OnConnected(item.Client!, _stop);
            case EventKind.Message:
                return _backend.OnMessage(item.Client!, new ClientMessage(item.Payload, item.IsBinary, item.IsRedelivered), _stop);
            case EventKind.Disconnected:
                return _backend.OnDisconnected(item.Client!, _stop);
            default:
                _backend.Report(new BackendError(BackendErrorKind.GatewayReported, item.Report, connection.Group.Address) { Request = item.Request });
                return default;
        }
    }

    public void Handled(PendingEvent item, Exception? failure)
    {
        // What the end of the drain cut short has not been handled, and what a lost connection cut short will come again.
        bool isCutShort = (failure is OperationCanceledException && _stop.IsCancellationRequested)
            || (failure is GatewayUnavailableException && item.Sequence > 0 && connection.IsClosed);
        if (failure is not null && !isCutShort)
        {
            Report(item, failure);
        }

        if (item.Sequence > 0 && !isCutShort)
        {
            acks.Handled(item.Sequence);
        }

        connection.FlushUnlessReading();
    }

    private async ValueTask AnswerAsync(PendingEvent item)
    {
        ConnectionVerdict? verdict = null;
        try
        {
            verdict = await _backend.OnConnecting(item.Request!, _stop).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            if (exception is OperationCanceledException && _stop.IsCancellationRequested)
            {
                return; // The drain is over; unanswered, the gateway asks another.
            }

            Report(item, exception); // The user's: it costs this client its entry.
        }

        try
        {
            await SendAsync(item, verdict).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is GatewayUnavailableException or OperationCanceledException)
        {
            // Expected at the end of a connection, and of a drain: the gateway asks another.
        }
    }

    private async ValueTask SendAsync(PendingEvent item, ConnectionVerdict? verdict)
    {
        try
        {
            await connection.SendAsync(OutgoingLine.Response(item.RequestId, verdict ?? Failed), _stop).ConfigureAwait(false);
        }
        catch (ArgumentException exception)
        {
            Report(item, exception, "'s verdict could not be sent.");
            await connection.SendAsync(OutgoingLine.Response(item.RequestId, Failed), _stop).ConfigureAwait(false);
        }
    }

    private void Report(PendingEvent item, Exception failure, string what = " threw.")
    {
        string handler = item.Kind switch
        {
            EventKind.Connecting => nameof(GatewayBackend.OnConnecting),
            EventKind.Connected => nameof(GatewayBackend.OnConnected),
            EventKind.Message => nameof(GatewayBackend.OnMessage),
            _ => nameof(GatewayBackend.OnDisconnected),
        };
        _backend.Report(new BackendError(BackendErrorKind.HandlerFailed, handler + what, connection.Group.Address)
        {
            Exception = failure,
            ClientId = item.Client?.Id,
            Request = item.Request,
        });
    }
}
