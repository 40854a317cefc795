using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Millrace.Speech.Tests.Serving;

/// <summary>A client of the stream, with the platform's own WebSocket.</summary>
internal sealed class TalkerInTest : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1024 * 1024];

    private TalkerInTest()
    {
    }

    public string SessionId { get; private set; } = "";

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public WebSocketState State => _socket.State;

    public HttpStatusCode Status => _socket.HttpStatusCode;

    public string? Subprotocol => _socket.SubProtocol;

    public static async Task<TalkerInTest> ConnectAsync(ServerInTest server, string query = "", Action<ClientWebSocketOptions>? configure = null)
    {
        TalkerInTest talker = new();
        talker._socket.Options.CollectHttpResponseDetails = true;
        if (server.Invoker is not null)
        {
            (talker._socket.Options.HttpVersion, talker._socket.Options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }

        configure?.Invoke(talker._socket.Options);
        UriBuilder address = new(server.Address) { Scheme = server.Invoker is null ? "ws" : "wss", Path = "/v1/transcribe/stream", Query = query };
        using CancellationTokenSource patience = Patience();
        try
        {
            await talker._socket.ConnectAsync(address.Uri, server.Invoker, patience.Token);
        }
        catch (WebSocketException) when (talker.Status is not (0 or HttpStatusCode.SwitchingProtocols))
        {
            // Refused with a status, which is what the test looks at.
        }

        return talker;
    }

    public async Task SendAsync(string text)
    {
        using CancellationTokenSource patience = Patience();
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, patience.Token);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type = WebSocketMessageType.Binary, bool isLast = true)
    {
        using CancellationTokenSource patience = Patience();
        await _socket.SendAsync(bytes, type, isLast, patience.Token);
    }

    public Task SendAudioAsync(byte[] pcm) => SendAsync($$"""{"type":"audio","data":"{{Convert.ToBase64String(pcm)}}"}""");

    /// <summary>The next message; null where the server has closed.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using CancellationTokenSource patience = Patience();
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult received = await _socket.ReceiveAsync(_buffer.AsMemory(length), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                Assert.Equal(WebSocketMessageType.Text, received.MessageType);
                return JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement;
            }
        }
    }

    /// <summary>The next message, which is of this type.</summary>
    public async Task<JsonElement> ExpectAsync(string type)
    {
        JsonElement message = await ReceiveAsync() ?? throw new InvalidOperationException($"The server closed with {CloseStatus} where '{type}' was expected.");
        Assert.Equal(type, message.GetProperty("type").GetString());
        if (type == "session_start")
        {
            SessionId = message.GetProperty("session_id").GetString()!;
        }

        return message;
    }

    /// <summary>The next message, which is an error with this code.</summary>
    public async Task<JsonElement> ExpectErrorAsync(string code)
    {
        JsonElement error = await ExpectAsync("error");
        Assert.Equal(code, error.GetProperty("code").GetString());
        return error;
    }

    /// <summary>The server closes, with nothing before it.</summary>
    public async Task ExpectCloseAsync(WebSocketCloseStatus status)
    {
        Assert.Null(await ReceiveAsync());
        Assert.Equal(status, CloseStatus);
        await CloseAsync();
    }

    /// <summary>A second of speech, answered chunk by chunk.</summary>
    public async Task SpeakAsync()
    {
        foreach (byte[] chunk in Sound.Speech(1000).Chunk(640))
        {
            await SendAsync(chunk);
            await ExpectAsync("partial");
        }
    }

    public async Task CloseAsync()
    {
        using CancellationTokenSource patience = Patience();
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    /// <summary>The connection ends without a word.</summary>
    public void Cut() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static CancellationTokenSource Patience()
    {
        CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_patience);
        return patience;
    }
}
