namespace Millrace.Gateway.Client.Connections;

/// <summary>All connections to one gateway: which of them takes a line, and which handlers of lost ones still run.</summary>
internal sealed class GatewayGroup(Uri address, int connections)
{
    private static readonly AsyncLocal<GatewayConnection?> Current = new();
    private readonly Lock _lock = new();
    private readonly GatewayConnection?[] _live = new GatewayConnection?[connections];
    private readonly Dictionary<string, Task> _leftovers = [];

    public Uri Address { get; } = address;

    /// <summary>Connections that stand.</summary>
    public int Live
    {
        get
        {
            lock (_lock)
            {
                return _live.Count(connection => connection is not null);
            }
        }
    }

    /// <summary>What is sent from here on, in this asynchronous flow, goes out on that connection while it stands.</summary>
    public static void Prefer(GatewayConnection? connection) => Current.Value = connection;

    public void Add(int seat, GatewayConnection connection)
    {
        lock (_lock)
        {
            _live[seat] = connection;
        }
    }

    public void Remove(int seat)
    {
        lock (_lock)
        {
            _live[seat] = null;
        }
    }

    /// <summary>Queues a line: on the connection whose event is being handled, else always on the first that stands, so that a sender's order is kept.</summary>
    /// <exception cref="GatewayUnavailableException">No connection stands; the line was not queued.</exception>
    public ValueTask SendAsync(in OutgoingLine line, CancellationToken stop)
    {
        GatewayConnection? connection = Pick();
        return connection is null
            ? ValueTask.FromException(new GatewayUnavailableException($"There is no connection to the gateway {Address}; the message was not sent."))
            : connection.SendAsync(line, stop);
    }

    /// <summary>The connection that a line goes out on; null where none stands.</summary>
    public GatewayConnection? Pick()
    {
        if (Current.Value is { IsOpen: true } current && current.Group == this)
        {
            return current;
        }

        lock (_lock)
        {
            foreach (GatewayConnection? connection in _live)
            {
                if (connection is { IsOpen: true })
                {
                    return connection;
                }
            }
        }

        return null;
    }

    /// <summary>Remembers handlers of a lost connection that still run: what comes again for their clients waits for them.</summary>
    public void Leave(IReadOnlyList<(string ClientId, Task Idle)> busy)
    {
        lock (_lock)
        {
            foreach ((string done, _) in _leftovers.Where(leftover => leftover.Value.IsCompleted))
            {
                _leftovers.Remove(done);
            }

            foreach ((string clientId, Task idle) in busy)
            {
                _leftovers[clientId] = _leftovers.TryGetValue(clientId, out Task? earlier) && !earlier.IsCompleted ? Task.WhenAll(earlier, idle) : idle;
            }
        }
    }

    /// <summary>The handlers of a lost connection that still run for that client; null where there are none.</summary>
    public Task? TakeLeftover(string clientId)
    {
        lock (_lock)
        {
            return _leftovers.Count > 0 && _leftovers.Remove(clientId, out Task? running) && !running.IsCompleted ? running : null;
        }
    }

    /// <summary>Completes when no handler of a lost connection runs any more.</summary>
    public Task WaitForLeftoversAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_leftovers.Values);
        }
    }
}
