using System.Buffers;
using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Serving;

/// <summary>What a browser does, step by step: loads a page, connects, keeps the document that the frames make.</summary>
internal sealed partial class BrowserInTest(ServerInTest server, string path) : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private ClientWebSocket? _socket;

    public HttpStatusCode Status { get; private set; }

    public HttpResponseMessage? Response { get; private set; }

    public string Html { get; private set; } = "";

    public string? Token { get; set; }

    public string? Cookie { get; set; }

    public LiveDocument Document { get; private set; } = new();

    public WelcomeFrame? Welcome { get; private set; }

    public GoodbyeFrame? Goodbye { get; private set; }

    /// <summary>Where the last document that the server sent was another than what its patches before had made; null where it was the same.</summary>
    public string? Difference { get; private set; }

    public int Documents { get; private set; }

    public List<NoticeFrame> Notices { get; } = [];

    public uint Handled { get; private set; }

    public uint NextEvent { get; set; } = 1;

    public int Frames { get; private set; }

    public int Asked { get; private set; }

    /// <summary>The name that it calls the server by; null: its address.</summary>
    public string? Host { get; set; }

    /// <summary>Where the WebSocket is opened as browsers do over https: by CONNECT over HTTP/2.</summary>
    public HttpMessageInvoker? Http2 { get; set; }

    public bool Acknowledges { get; set; } = true;

    public bool IsClosed { get; private set; }

    /// <summary>How the connection broke, where it was not closed.</summary>
    public Exception? Error { get; private set; }

    public WebSocketCloseStatus? CloseStatus => _socket?.CloseStatus;

    public ClientWebSocket Socket => _socket!;

    /// <summary>The same browser, in front of another server.</summary>
    public BrowserInTest At(ServerInTest other) => new(other, path) { Token = Token, Cookie = Cookie };

    public async Task LoadAsync()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path);
        if (Cookie is not null)
        {
            request.Headers.Add("Cookie", Cookie);
        }

        request.Headers.Host = Host;
        (request.Version, request.VersionPolicy) = (server.Http.DefaultRequestVersion, server.Http.DefaultVersionPolicy);
        Response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Status = Response.StatusCode;
        Html = await Response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Token = TokenPattern().Match(Html) is { Success: true } match ? match.Groups[1].Value : null;
        if (Response.Headers.TryGetValues("Set-Cookie", out IEnumerable<string>? cookies))
        {
            Cookie = cookies.First().Split(';')[0];
        }
    }

    public async Task ConnectAsync(string? origin = null, string subprotocol = LiveProtocol.Subprotocol)
    {
        _socket?.Dispose();
        (_socket, IsClosed, Goodbye, Welcome) = (new ClientWebSocket(), false, null, null);
        _socket.Options.AddSubProtocol(subprotocol);
        _socket.Options.CollectHttpResponseDetails = true;
        if (Cookie is not null)
        {
            _socket.Options.SetRequestHeader("Cookie", Cookie);
        }

        if (Host is not null)
        {
            _socket.Options.SetRequestHeader("Host", Host);
        }

        if (Http2 is not null)
        {
            (_socket.Options.HttpVersion, _socket.Options.HttpVersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact);
        }

        _socket.Options.SetRequestHeader("Origin", origin ?? server.Address.GetLeftPart(UriPartial.Authority));
        string scheme = server.Address.Scheme == Uri.UriSchemeHttps ? "wss" : "ws";
        await _socket.ConnectAsync(new Uri($"{scheme}://{server.Address.Authority}/_live/ws"), Http2 ?? server.Invoker, TestContext.Current.CancellationToken);
    }

    /// <summary>Says hello and waits for welcome or goodbye, and for the document where one is to come.</summary>
    public async Task HelloAsync(bool wantsDocument = true, uint lastPatch = 0)
    {
        await SendAsync(writer => ClientFrames.Hello(writer, new HelloFrame(LiveProtocol.Version, wantsDocument, false, Token ?? "", lastPatch, path, 800, 600, 60)));
        await UntilAsync(() => Welcome is not null || Goodbye is not null || IsClosed, "welcome");
        if (Welcome is { Mode: WelcomeMode.Document or WelcomeMode.NewSession })
        {
            await UntilAsync(() => Document.NodeCount > 0 || IsClosed, "the document");
        }
    }

    public Task SendAsync(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> writer = new();
        write(writer);
        return SendAsync(writer.WrittenMemory);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> frame, WebSocketMessageType type = WebSocketMessageType.Binary)
    {
        try
        {
            await _socket!.SendAsync(frame, type, true, TestContext.Current.CancellationToken);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            // The server has ended the connection already; reading says how.
        }
    }

    public Task ClickAsync(uint? node = null) =>
        SendAsync(writer => ClientFrames.Mouse(writer, EventKind.Click, NextEvent++, node ?? Document.FirstElement("button"), new MouseEvent(0, 0, 0, 0, 0, 0, default)));

    /// <summary>Clicks the page's first button and waits for the text that counts.</summary>
    public async Task ClickAndSeeAsync()
    {
        uint output = Document.FirstElement("output");
        string before = Document.Text(output);
        await ClickAsync();
        await UntilAsync(() => Document.Text(output) != before, "the answer to a click");
    }

    /// <summary>Reads frames until something holds.</summary>
    public async Task UntilAsync(Func<bool> condition, string what)
    {
        using CancellationTokenSource limit = new(s_patience, TimeProvider.System);
        while (!condition())
        {
            try
            {
                if (!await ReadAsync(limit.Token))
                {
                    Assert.True(condition(), $"The connection ended ({CloseStatus}, {Goodbye}, {Error}) before {what}.");
                }
            }
            catch (OperationCanceledException) when (limit.IsCancellationRequested)
            {
                Assert.Fail($"There was no {what} within {s_patience.TotalSeconds} s.");
            }
        }
    }

    public Task UntilClosedAsync() => UntilAsync(() => IsClosed, "end of the connection");

    /// <summary>Cuts the connection as a network does.</summary>
    public void Cut() => _socket?.Abort();

    public async ValueTask DisposeAsync()
    {
        if (_socket is { State: WebSocketState.Open } open)
        {
            using CancellationTokenSource limit = new(TimeSpan.FromSeconds(5), TimeProvider.System);
            try
            {
                await open.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, LiveProtocol.Left, limit.Token);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
            {
                // Gone already.
            }
        }

        _socket?.Dispose();
        Response?.Dispose();
    }

    [GeneratedRegex("data-live-token=\"([^\"]*)\"")]
    private static partial Regex TokenPattern();

    private async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (IsClosed)
        {
            return false;
        }

        ArrayBufferWriter<byte> message = new();
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult received = await _socket!.ReceiveAsync(message.GetMemory(4096), cancellationToken);
                message.Advance(received.Count);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    IsClosed = true;
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, cancellationToken);
                    return false;
                }

                if (received.EndOfMessage)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException)
        {
            (IsClosed, Error) = (true, e);
            return false;
        }

        byte[] frame = message.WrittenSpan.ToArray();
        if (Take(frame) is { } ack && Acknowledges)
        {
            await SendAsync(writer => ClientFrames.Ack(writer, ack));
        }

        return true;
    }

    private void Compare(byte[] frame)
    {
        if (frame[0] == (byte)FrameKind.Document)
        {
            LiveDocument theirs = new();
            theirs.Apply(frame, out _);
            (Difference, Documents) = (Document.DifferenceTo(theirs, ids: true), Documents + 1);
        }
    }

    private uint? Take(byte[] frame)
    {
        Frames++;
        WireError error;
        switch (FrameKinds.OfServer(frame))
        {
            case FrameKind.Welcome:
                Assert.True(ServerFrameReader.TryReadWelcome(frame, out WelcomeFrame welcome, out error), error.ToString());
                Welcome = welcome;
                Token = welcome.Token.Length > 0 ? welcome.Token : Token;
                if (welcome.Mode == WelcomeMode.NewSession)
                {
                    (Document, NextEvent) = (new LiveDocument(), 1);
                }

                break;
            case FrameKind.Patches or FrameKind.PatchesWantingAck or FrameKind.Document:
                Compare(frame);
                ApplyResult result = Document.Apply(frame, out error);
                Assert.True(result == ApplyResult.Applied, $"{result} {error}");
                Handled = Math.Max(Handled, Document.LastEvent);
                bool wantsAck = frame[0] != (byte)FrameKind.Patches;
                Asked += wantsAck ? 1 : 0;
                return wantsAck ? Document.LastPatch : null;
            case FrameKind.Handled:
                Assert.True(ServerFrameReader.TryReadHandled(frame, out uint last, out error), error.ToString());
                Handled = last;
                break;
            case FrameKind.Notice:
                Assert.True(ServerFrameReader.TryReadNotice(frame, out NoticeFrame notice, out error), error.ToString());
                Notices.Add(notice);
                break;
            case FrameKind.Goodbye:
                Assert.True(ServerFrameReader.TryReadGoodbye(frame, out GoodbyeFrame goodbye, out error), error.ToString());
                Goodbye = goodbye;
                break;
            case FrameKind.Pong:
                break;
            default:
                Assert.Fail($"The server sent {Convert.ToHexString(frame)}.");
                break;
        }

        return null;
    }
}
