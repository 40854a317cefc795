using System.Net;
using System.Net.Sockets;

namespace Millrace.Amqp.Tests.Client.Links;

/// <summary>A TCP way to a broker that a test can cut, refuse, or turn into a black hole, and heal again.</summary>
internal sealed class CuttablePath : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<(Socket Client, Socket Broker)> _pairs = [];
    private readonly Task _accepting;
    private readonly int _brokerPort;
    private TaskCompletionSource? _hole;
    private bool _refusing;
    private int _open;

    public CuttablePath(int brokerPort)
    {
        _brokerPort = brokerPort;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public int Accepted { get; private set; }

    /// <summary>Connections that are being served now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The broker's address by this way.</summary>
    public Uri By(Uri broker) => new UriBuilder(broker) { Port = Port }.Uri;

    /// <summary>Resets every connection, at once.</summary>
    public void Reset() => End(reset: true);

    /// <summary>Ends every connection in order.</summary>
    public void Finish() => End(reset: false);

    /// <summary>Takes new connections and resets them, until <see cref="Heal"/>.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _refusing = true;
        }

        Reset();
    }

    /// <summary>Nothing gets through any more, in either direction, for old and for new connections, and nobody is told.</summary>
    public void Swallow()
    {
        lock (_lock)
        {
            _hole ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>New connections get through. What was swallowed stays lost, and its connections end.</summary>
    public void Heal()
    {
        TaskCompletionSource? hole;
        lock (_lock)
        {
            (hole, _hole, _refusing) = (_hole, null, false);
        }

        if (hole is not null)
        {
            Reset();
            hole.SetResult();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Reset();
        await _accepting;
        _stop.Dispose();
    }

    private void End(bool reset)
    {
        (Socket Client, Socket Broker)[] pairs;
        lock (_lock)
        {
            pairs = [.. _pairs];
            _pairs.Clear();
        }

        foreach ((Socket client, Socket broker) in pairs)
        {
            try
            {
                if (reset)
                {
                    client.LingerState = new LingerOption(enable: true, seconds: 0);
                    client.Close();
                }
                else
                {
                    client.Shutdown(SocketShutdown.Send);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Its client was quicker.
            }

            broker.Close();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _open);
                Accepted++;
                _ = ServeAsync(client);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        var broker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.NoDelay = true;
        try
        {
            bool refusing;
            lock (_lock)
            {
                refusing = _refusing;
                _pairs.Add((client, broker));
            }

            if (refusing)
            {
                client.LingerState = new LingerOption(enable: true, seconds: 0);
                client.Close();
                return;
            }

            await ThroughHoleAsync();
            await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _stop.Token);
            await Task.WhenAny(PumpAsync(client, broker), PumpAsync(broker, client));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut.
        }
        finally
        {
            broker.Dispose();
            client.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            byte[] buffer = new byte[64 * 1024];
            while (await from.ReceiveAsync(buffer, _stop.Token) is > 0 and int count)
            {
                await ThroughHoleAsync();
                for (ReadOnlyMemory<byte> left = buffer.AsMemory(0, count); left.Length > 0;)
                {
                    left = left[await to.SendAsync(left, _stop.Token)..];
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }

    private Task ThroughHoleAsync()
    {
        lock (_lock)
        {
            return _hole?.Task ?? Task.CompletedTask;
        }
    }
}
