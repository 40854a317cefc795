using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Millrace.EndToEnd.Browser;

/// <summary>Calls of the DevTools protocol and their answers; events are not needed here and passed over.</summary>
internal sealed class DevToolsLink : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;
    private int _last;

    private DevToolsLink()
    {
    }

    public static async Task<DevToolsLink> ConnectAsync(Uri address)
    {
        var link = new DevToolsLink();
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        await link._socket.ConnectAsync(address, limit.Token);
        link._reading = link.ReadAsync();
        return link;
    }

    /// <summary>Calls a method and returns its result.</summary>
    public async Task<JsonElement> CallAsync(string method, JsonObject parameters, string? session = null)
    {
        int id = Interlocked.Increment(ref _last);
        TaskCompletionSource<JsonElement> call = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _calls[id] = call;
        JsonObject message = new() { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        JsonElement answer = await call.Task.WaitAsync(Limit, TimeProvider.System);
        return answer.TryGetProperty("result", out JsonElement result)
            ? result
            : throw new InvalidOperationException($"{method} failed: {answer.GetProperty("error")}");
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = new byte[64 * 1024];
        using var message = new MemoryStream();
        try
        {
            while (true)
            {
                message.SetLength(0);
                WebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);

                JsonElement answer = JsonElement.Parse(message.GetBuffer().AsSpan(0, (int)message.Length));
                if (answer.TryGetProperty("id", out JsonElement id) && _calls.TryRemove(id.GetInt32(), out TaskCompletionSource<JsonElement>? call))
                {
                    call.SetResult(answer);
                }
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException or JsonException)
        {
            // Expected at the end; calls that are open then fail.
            foreach (TaskCompletionSource<JsonElement> call in _calls.Values)
            {
                call.TrySetException(new IOException("The browser has ended.", exception));
            }
        }
    }
}
