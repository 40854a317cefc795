using Millrace.Gateway.Client.Connections;

namespace Millrace.Gateway.Client.Connecting;

/// <summary>One place for a connection to one gateway: takes it, serves on it, and takes it again when it is lost, until the backend stops.</summary>
internal sealed class ConnectionSeat(GatewayBackend backend, GatewayGroup gateway, int number, int seed)
{
    private readonly GatewayBackendOptions _options = backend.Options;
    private readonly GatewayDialer _dialer = new(backend.Options);
    private readonly ReconnectSchedule _schedule =
        new(backend.Options.ReconnectDelay, backend.Options.MaxReconnectDelay, backend.Options.ReconnectJitter, seed);

    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                TimeSpan wait = await TrySafelyAsync(stop).ConfigureAwait(false);
                await Task.Delay(wait, _options.Time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Expected: it is how a backend stops that is not connected.
        }

        Task leftovers = gateway.WaitForLeftoversAsync();
        await leftovers.WaitAsync(backend.DrainLeft, _options.Time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!leftovers.IsCompleted)
        {
            await backend.CancelHandlersAsync().ConfigureAwait(false);
        }
    }

    // Whatever goes wrong once may go right next time: a seat that ends would take the program with it.
    private async Task<TimeSpan> TrySafelyAsync(CancellationToken stop)
    {
        try
        {
            return await TryOnceAsync(stop).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not GatewayRefusedException && !stop.IsCancellationRequested)
        {
            // Unexpected.
            TimeSpan wait = _schedule.Next();
            Report(BackendErrorKind.ConnectFailed, $"The connection failed unexpectedly. Next attempt in {wait.TotalSeconds:0.###} s.", exception);
            return wait;
        }
    }

    // One connection, from the attempt to its end; the time to wait before the next.
    private async Task<TimeSpan> TryOnceAsync(CancellationToken stop)
    {
        Stream stream;
        try
        {
            stream = await _dialer.ConnectAsync(gateway.Address, stop).ConfigureAwait(false);
        }
        catch (GatewayUnavailableException exception)
        {
            TimeSpan wait = _schedule.Next();
            Report(BackendErrorKind.ConnectFailed, $"{exception.Message} Next attempt in {wait.TotalSeconds:0.###} s.", exception.InnerException);
            return wait;
        }

        long began = _options.Time.GetTimestamp();
        await using var connection = new GatewayConnection(backend, gateway, stream);
        string why = await connection.ServeAsync(number, stop).ConfigureAwait(false);
        stop.ThrowIfCancellationRequested();
        if (connection.IsRefused)
        {
            return Refused(why);
        }

        // One that is lost at once, again and again, is tried less and less often.
        if (_options.Time.GetElapsedTime(began) >= _options.MaxReconnectDelay)
        {
            _schedule.Reset();
        }

        TimeSpan next = _schedule.Next();
        Report(BackendErrorKind.ConnectionLost, $"{why} Next attempt in {next.TotalSeconds:0.###} s.", connection.Failure);
        return next;
    }

    private TimeSpan Refused(string why)
    {
        if (!backend.WasWelcome)
        {
            throw new GatewayRefusedException($"The gateway {gateway.Address} refused this backend: {why}");
        }

        TimeSpan wait = _schedule.Longest();
        Report(BackendErrorKind.Refused, $"{why} Next attempt in {wait.TotalSeconds:0.###} s.", null);
        return wait;
    }

    private void Report(BackendErrorKind kind, string reason, Exception? exception) =>
        backend.Report(new BackendError(kind, reason, gateway.Address) { Exception = exception });
}
