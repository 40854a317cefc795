using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Millrace.EndToEnd.Speech;

/// <summary>A client with a session, that speaks the text protocol.</summary>
internal sealed class SpeechTalk : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly ClientWebSocket _socket;

    private SpeechTalk(ClientWebSocket socket) => _socket = socket;

    public Guid Session { get; private set; }

    /// <summary>How the server closed; null while it has not, or where the connection was cut.</summary>
    public WebSocketCloseStatus? Closed => _socket.CloseStatus;

    /// <summary>Connects; the first message has to be a session_start.</summary>
    public static async Task<SpeechTalk> BeginAsync(Uri stream, Action<ClientWebSocketOptions>? set = null)
    {
        SpeechTalk talk = await ConnectAsync(stream, set);
        JsonElement first = await talk.ReceiveAsync() ?? throw new InvalidOperationException("closed before session_start");
        talk.Session = first.TryGetProperty("session_id", out JsonElement id) ? id.GetGuid() : throw new InvalidOperationException($"no session_start: {first}");
        return talk;
    }

    public static async Task<SpeechTalk> ConnectAsync(Uri stream, Action<ClientWebSocketOptions>? set = null)
    {
        ClientWebSocket socket = new();
        set?.Invoke(socket.Options);
        try
        {
            using CancellationTokenSource limit = new(Limit, TimeProvider.System);
            await socket.ConnectAsync(stream, limit.Token);
            return new SpeechTalk(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends 20 ms of a loud tone and waits for the answer; null where the connection has ended.</summary>
    public async Task<JsonElement?> SayAsync()
    {
        byte[] pcm = new byte[640];
        for (int i = 0; i < 320; i++)
        {
            BitConverter.TryWriteBytes(pcm.AsSpan(2 * i), (short)(8000 * Math.Sin(i * 2 * Math.PI * 400 / 16000)));
        }

        try
        {
            using CancellationTokenSource limit = new(Limit, TimeProvider.System);
            await _socket.SendAsync(Encoding.UTF8.GetBytes($$"""{"type":"audio","data":"{{Convert.ToBase64String(pcm)}}"}"""), WebSocketMessageType.Text, true, limit.Token);
        }
        catch (WebSocketException)
        {
            return null;
        }

        return await ReceiveAsync();
    }

    /// <summary>The next message; null where the connection has ended, in order or not.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using CancellationTokenSource limit = new(Limit, TimeProvider.System);
        using MemoryStream message = new();
        byte[] part = new byte[4096];
        try
        {
            while (true)
            {
                WebSocketReceiveResult got = await _socket.ReceiveAsync(part, limit.Token);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                message.Write(part, 0, got.Count);
                if (got.EndOfMessage)
                {
                    return JsonSerializer.Deserialize<JsonElement>(message.ToArray());
                }
            }
        }
        catch (WebSocketException)
        {
            return null;
        }
    }

    /// <summary>Reads until the connection ends; what came last.</summary>
    public async Task<JsonElement?> LastAsync()
    {
        JsonElement? last = null;
        while (await ReceiveAsync() is { } message)
        {
            last = message;
        }

        return last;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
