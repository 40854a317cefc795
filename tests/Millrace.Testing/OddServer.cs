using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millrace.Testing;

/// <summary>A TCP server on a free loopback port that misbehaves in one chosen way.</summary>
public sealed class OddServer : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<string> _requests = [];
    private readonly List<Task> _connections = [];
    private readonly Task _acceptLoop = Task.CompletedTask;
    private readonly SemaphoreSlim _acceptances = new(0);
    private int _accepted;

    private OddServer(Func<Socket, CancellationToken, Task>? serve)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        if (serve is not null)
        {
            _listener.Listen();
            _acceptLoop = AcceptAsync(serve);
        }
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>How many connections it has accepted.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>The heads of the HTTP requests that <see cref="Answering"/> has read, in order.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Holds the port but does not listen: every connect is refused.</summary>
    public static OddServer Refusing() => new(serve: null);

    /// <summary>Accepts and sends a reset at once.</summary>
    public static OddServer Resetting() => new(static (socket, _) =>
    {
        socket.LingerState = new LingerOption(enable: true, seconds: 0);
        return Task.CompletedTask;
    });

    /// <summary>Accepts and closes properly at once, without a word.</summary>
    public static OddServer Closing() => new(static (socket, _) =>
    {
        socket.Shutdown(SocketShutdown.Send);
        return Task.CompletedTask;
    });

    /// <summary>Accepts and never says a word, nor reads one.</summary>
    public static OddServer Silent() => new(static (_, stop) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop));

    /// <summary>Sends <paramref name="words"/> (Latin-1) to whoever connects, reads what comes, and closes once that ends.</summary>
    public static OddServer Saying(string words) => new(async (socket, stop) =>
    {
        await socket.SendAsync(Encoding.Latin1.GetBytes(words), stop);
        socket.Shutdown(SocketShutdown.Send);
        byte[] rest = new byte[1024];
        while (await socket.ReceiveAsync(rest, stop) > 0)
        {
        }
    });

    /// <summary>Reads the head of an HTTP request, sends exactly <paramref name="response"/> (Latin-1), whatever it is, and closes.</summary>
    public static OddServer Answering(string response)
    {
        OddServer? server = null;
        server = new OddServer(async (socket, stop) =>
        {
            server!.Remember(await ReadHeadAsync(socket, stop));
            await socket.SendAsync(Encoding.Latin1.GetBytes(response), stop);
            socket.Shutdown(SocketShutdown.Send);
            // Until the peer closes too: closing with unread bytes would turn the answer into a reset.
            byte[] rest = new byte[1024];
            while (await socket.ReceiveAsync(rest, stop) > 0)
            {
            }
        });
        return server;
    }

    /// <summary>Completes once one more connection was accepted than this was called for before.</summary>
    /// <exception cref="TimeoutException">None was in time.</exception>
    public async Task WaitForConnectionAsync(TimeSpan timeout)
    {
        if (!await _acceptances.WaitAsync(timeout))
        {
            throw new TimeoutException($"{EndPoint} accepted {Accepted} connections, and no other within {timeout.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Closes the port and every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _acceptLoop;
        await Task.WhenAll(_connections);
        _stop.Dispose();
        _acceptances.Dispose();
    }

    private static async Task<string> ReadHeadAsync(Socket socket, CancellationToken stop)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await socket.ReceiveAsync(one, stop) > 0)
        {
            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    private void Remember(string request)
    {
        lock (_requests)
        {
            _requests.Add(request);
        }
    }

    private async Task AcceptAsync(Func<Socket, CancellationToken, Task> serve)
    {
        // The constructor must have returned before a connection is served: Answering's closure needs its server.
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                _connections.Add(ServeAsync(socket, serve));
                _acceptances.Release();
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return; // Expected: disposed.
            }
        }
    }

    private async Task ServeAsync(Socket socket, Func<Socket, CancellationToken, Task> serve)
    {
        try
        {
            await serve(socket, _stop.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            // Expected: disposed, or the client went first.
        }
        finally
        {
            socket.Dispose();
        }
    }
}
