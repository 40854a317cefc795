using System.Net.WebSockets;
using System.Text;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Gateway;

/// <summary>
/// A well-behaved client that says one numbered thing after the other and has to get each back before it says the next; with listeners, clients of the
/// same room that have to hear each of them too. It goes on until it is stopped, whatever others do.
/// </summary>
internal sealed class SteadyTalk : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket[] _sockets;
    private readonly CancellationTokenSource _stop = new();
    private readonly string _name;
    private readonly Task _loop;
    private long _answered;

    private SteadyTalk(string name, ClientWebSocket[] sockets)
    {
        _name = name;
        _sockets = sockets;
        _loop = Task.Run(TalkAsync);
    }

    public static async Task<SteadyTalk> StartAsync(GatewayUnderTest gateway, string path, int listeners = 0)
    {
        ClientWebSocket[] sockets = new ClientWebSocket[1 + listeners];
        for (int i = 0; i < sockets.Length; i++)
        {
            sockets[i] = await gateway.ConnectAsync(path);
        }

        return new SteadyTalk(path, sockets);
    }

    /// <summary>Returns once so many more things have come back to everyone.</summary>
    public async Task MoreAsync(int count)
    {
        long goal = Volatile.Read(ref _answered) + count;
        await Eventually.TrueAsync(() => _loop.IsCompleted || Volatile.Read(ref _answered) >= goal, $"{count} more answers to {_name}");
        if (_loop.IsCompleted)
        {
            await _loop;
        }
    }

    /// <summary>Ends the talk, which fails here if anything was lost, late, twice or out of order; returns how much was said.</summary>
    public async Task<long> StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        return _answered;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ((Task)_loop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (ClientWebSocket socket in _sockets)
        {
            socket.Dispose();
        }

        _stop.Dispose();
    }

    private async Task TalkAsync()
    {
        byte[] buffer = new byte[256];
        for (long n = 0; !_stop.IsCancellationRequested; n++)
        {
            string text = $"{_name} says {n}: ä😀";
            using CancellationTokenSource patience = new(Patience);
            await _sockets[0].SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, patience.Token);
            foreach (ClientWebSocket socket in _sockets)
            {
                ValueWebSocketReceiveResult result = await socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
                Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, result.Count));
            }

            Volatile.Write(ref _answered, n + 1);
        }
    }
}
