using System.Buffers;
using System.Net;
using System.Text;
using Millrace.Live.Wire;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.WebSockets;

namespace Millrace.Live.Tests.Load;

/// <summary>A small server that speaks Live's protocol, on a free port of loopback, and misbehaves as a test says.</summary>
internal sealed class FakeLiveServer : IDisposable
{
    private readonly Shard _shard = Shard.Start();
    private readonly Dictionary<string, FakePage> _pages = new(StringComparer.Ordinal);
    private TcpListener? _listener;

    /// <summary>What goes wrong; nothing by default.</summary>
    public FakeTrouble Trouble { get; init; }

    /// <summary>At which event of a session.</summary>
    public uint At { get; init; } = 3;

    public Uri Url { get; private set; } = null!;

    /// <summary>Pages served, of all sessions.</summary>
    public int Pages => _pages.Count;

    /// <summary>Acks that came.</summary>
    public int Acks { get; private set; }

    /// <summary>Connections that came back to a session.</summary>
    public int Resumed { get; private set; }

    public async Task<FakeLiveServer> StartAsync()
    {
        await _shard.RunAsync(() =>
        {
            _listener = _shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
            Url = new Uri($"http://127.0.0.1:{_listener.LocalEndPoint.Port}/");
            _ = AcceptAsync();
            return default;
        });
        return this;
    }

    public void Dispose() => _shard.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener!.AcceptAsync());
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }

    private async Task CarryAsync(TcpLink transport)
    {
        try
        {
            byte[] head = await HeadAsync(transport);
            if (Encoding.ASCII.GetString(head).Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase))
            {
                await SocketAsync(new HeadThenLink(transport, head));
                return;
            }

            Assert.StartsWith("GET /bench?list=", Encoding.ASCII.GetString(head), StringComparison.Ordinal);
            await transport.SendAsync(Encoding.ASCII.GetBytes(Page()));
            await SocketAsync(transport); // over the same connection
        }
        catch (LinkException)
        {
            // expected: the client has gone
        }
    }

    private string Page()
    {
        string token = $"token-{_pages.Count}";
        string root = Trouble == FakeTrouble.NoLivePage ? "<div>" : $"""<div l="0" data-live-token="{token}" data-live-path="/_live/socket">""";
        string html = $"<!DOCTYPE html><body>{root}</div></body>";
        _pages[token] = new FakePage(10);
        string status = Trouble == FakeTrouble.Busy ? "503 Service Unavailable" : "200 OK";
        return $"HTTP/1.1 {status}\r\nSet-Cookie: live=cookie-of-{token}; HttpOnly\r\nContent-Length: {html.Length}\r\n\r\n{html}";
    }

    private async Task SocketAsync(Link link)
    {
        string? cookie = null;
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(link, WebSocketServerOptions.Default with
        {
            Subprotocols = [LiveProtocol.Subprotocol],
            Decide = (request, _) =>
            {
                cookie = request.Headers["Cookie"];
                return ValueTask.FromResult(Trouble == FakeTrouble.NoUpgrade ? UpgradeDecision.Refuse(403, "no") : UpgradeDecision.Accept());
            },
        });
        if (accept.Link is not { } socket)
        {
            return;
        }

        var session = new FakeSession(this, socket, cookie);
        for (WebSocketMessage message; !(message = await socket.ReceiveAsync()).IsClose;)
        {
            session.Take(message.Payload.Span);
        }

        socket.Dispose();
    }

    private static async Task<byte[]> HeadAsync(TcpLink transport)
    {
        var head = new ArrayBufferWriter<byte>();
        while (head.WrittenSpan.IndexOf("\r\n\r\n"u8) < 0)
        {
            int count = await transport.ReceiveAsync(head.GetMemory(1024));
            if (count == 0)
            {
                throw new LinkException(LinkError.Closed, "the client has gone");
            }

            head.Advance(count);
        }

        return head.WrittenSpan.ToArray();
    }

    /// <summary>One connection to one page.</summary>
    private sealed class FakeSession(FakeLiveServer server, WebSocketLink socket, string? cookie)
    {
        private readonly ArrayBufferWriter<byte> _frame = new();
        private FakePage _page = null!;

        public void Take(ReadOnlySpan<byte> frame)
        {
            switch (FrameKinds.OfClient(frame))
            {
                case FrameKind.Hello:
                    Hello(frame);
                    break;
                case FrameKind.Event:
                    Assert.True(ClientFrameReader.TryReadEvent(frame, out EventFrame input, out _));
                    Event(in input);
                    break;
                case FrameKind.Ping:
                    Assert.True(ClientFrameReader.TryReadPing(frame, out ulong stamp, out _));
                    Answer(writer => ServerFrames.Pong(writer, stamp));
                    break;
                case FrameKind.Ack:
                    server.Acks++;
                    break;
                case FrameKind.Resync when server.Trouble == FakeTrouble.NoDocument:
                    socket.Abort();
                    break;
                case FrameKind.Resync:
                    _page.LastPatch += server.Trouble == FakeTrouble.DocumentAhead ? 1u : 0;
                    Send(_page.Document());
                    break;
            }
        }

        private void Hello(ReadOnlySpan<byte> frame)
        {
            Assert.True(ClientFrameReader.TryReadHello(frame, out HelloFrame hello, out _));
            Assert.Equal($"live=cookie-of-{hello.Token}", cookie);
            if (server.Trouble == FakeTrouble.TokenRefused)
            {
                Goodbye(GoodbyeReason.Token, GoodbyeAdvice.OfferReload);
                return;
            }

            _page = server._pages[hello.Token];
            bool isNew = hello.WantsDocument;
            server.Resumed += isNew ? 0 : 1;
            WelcomeMode mode = isNew ? WelcomeMode.Document : WelcomeMode.GoOn;
            uint last = _page.LastEvent;
            Answer(writer => ServerFrames.Welcome(writer, new WelcomeFrame(LiveProtocol.Version, mode, last, _page.LastPatch + 1, 20, LiveProtocol.DefaultLargestClientFrame, "")));
            if (isNew)
            {
                Send(_page.Document());
            }
        }

        private void Event(in EventFrame input)
        {
            Assert.Equal(_page.LastEvent + 1, input.Sequence);
            bool isTrouble = input.Sequence == server.At;
            FakeTrouble trouble = isTrouble ? server.Trouble : FakeTrouble.None;
            switch (trouble)
            {
                case FakeTrouble.Evicted:
                    Goodbye(GoodbyeReason.SessionTooLarge, GoodbyeAdvice.OfferReload);
                    return;
                case FakeTrouble.Superseded:
                    _page.LastEvent = input.Sequence;
                    return;
                case FakeTrouble.CutOff:
                    _page.LastEvent = input.Sequence;
                    socket.Abort();
                    return;
                case FakeTrouble.NoHandler:
                    _page.LastEvent = input.Sequence;
                    uint node = input.Node;
                    Answer(writer => ServerFrames.Notice(writer, NoticeCode.NoSuchHandler, node, "there is no such handler"));
                    return;
                case FakeTrouble.UnknownFrame:
                    Send(new byte[] { 0xF0, 1, 2 });
                    break;
                case FakeTrouble.Gap:
                    _page.LastPatch++;
                    break;
            }

            ReadOnlyMemory<byte> patches = _page.Input(
                in input, wantsAck: input.Sequence % 2 == 0,
                echo: trouble == FakeTrouble.TokenMissing ? "another" : null,
                lie: trouble is FakeTrouble.WrongPatch or FakeTrouble.TokenMissing ? "wrong" : null);
            Send(trouble == FakeTrouble.Malformed ? patches[..^1] : patches);
        }

        private void Goodbye(GoodbyeReason reason, GoodbyeAdvice advice)
        {
            Answer(writer => ServerFrames.Goodbye(writer, reason, advice, 0, $"because of {reason}"));
            socket.BeginClose(WebSocketCloseCode.Normal);
        }

        private void Answer(Action<IBufferWriter<byte>> write)
        {
            _frame.ResetWrittenCount();
            write(_frame);
            Send(_frame.WrittenMemory);
        }

        private void Send(ReadOnlyMemory<byte> frame) => socket.TrySend(WebSocketMessageKind.Binary, frame.Span);
    }
}
