using System.Buffers;
using System.Threading.Channels;
using Microsoft.Playwright;
using Millrace.EndToEnd.Browser;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.EndToEnd.Live;

/// <summary>
/// A page with our script in a real browser, before a server that a test plays frame by frame: it says what an honest server says only in the worst moment. A ping is answered by itself.
/// </summary>
internal sealed class PlayedServer
{
    private const string Origin = "http://played.example";
    private readonly Channel<HelloFrame> _hellos = Channel.CreateUnbounded<HelloFrame>();
    private readonly Channel<PlayedEvent> _events = Channel.CreateUnbounded<PlayedEvent>();
    private readonly Channel<(int? Code, string? Reason)> _closes = Channel.CreateUnbounded<(int? Code, string? Reason)>();
    private readonly PatchWriter _patches = new();
    private IWebSocketRoute? _line;
    private uint _next = 1;
    private int _loads;

    private PlayedServer(LiveWindow window) => Window = window;

    public LiveWindow Window { get; }

    public IPage Page => Window.Page;

    /// <summary>How often the page was loaded.</summary>
    public int Loads => Volatile.Read(ref _loads);

    /// <summary>The largest frame that the client is told it may send.</summary>
    public uint Largest { get; set; } = 65_536;

    /// <summary>Answers pings; what does not is a line that went silent.</summary>
    public bool AnswersPings { get; set; } = true;

    /// <summary>Loads a page with that within its root, and returns before anybody has answered its hello.</summary>
    public static async Task<PlayedServer> LoadAsync(Chromium browser, string html)
    {
        LiveWindow window = await LiveWindow.OpenAsync(await browser.UserAsync());
        PlayedServer server = new(window);
        string script = string.Concat(Directory.GetFiles(RepositoryRoot.Combine("systems", "Live", "Host", "Client"), "live-*.js").Order(StringComparer.Ordinal).Select(File.ReadAllText));
        await window.Page.RouteAsync("**/*", async route =>
        {
            bool isScript = route.Request.Url.EndsWith(".js", StringComparison.Ordinal);
            if (route.Request.IsNavigationRequest)
            {
                Interlocked.Increment(ref server._loads);
            }

            await route.FulfillAsync(new()
            {
                ContentType = isScript ? "text/javascript" : "text/html; charset=utf-8",
                Body = isScript ? script : $"""
                    <!doctype html><html lang="en"><head><title>Played</title><link rel="icon" href="data:,"></head>
                    <body><main l="0" data-live-token="token" data-live-path="/live">{html}</main><script type="module" src="/live.js"></script></body></html>
                    """,
            });
        });
        await window.Page.RouteWebSocketAsync("**/live", server.Connected);
        await window.Page.GotoAsync(Origin);
        return server;
    }

    /// <summary>Loads a page and goes on from it as served.</summary>
    public static async Task<PlayedServer> OpenAsync(Chromium browser, string html)
    {
        PlayedServer server = await LoadAsync(browser, html);
        await server.WelcomeAsync(WelcomeMode.GoOn, 0);
        await server.Window.ConnectedAsync();
        return server;
    }

    /// <summary>Waits for a hello and welcomes it.</summary>
    public async Task<HelloFrame> WelcomeAsync(WelcomeMode mode, uint lastEvent)
    {
        HelloFrame hello = await _hellos.Reader.ReadAsync();
        _next = mode == WelcomeMode.NewSession ? 1 : _next;
        Send(writer => ServerFrames.Welcome(writer, new WelcomeFrame(1, mode, lastEvent, _next, 3_600, Largest, "")));
        return hello;
    }

    /// <summary>Waits for a hello and refuses it.</summary>
    public async Task RefuseAsync(GoodbyeReason reason, GoodbyeAdvice advice, string message)
    {
        await _hellos.Reader.ReadAsync();
        Send(writer => ServerFrames.Goodbye(writer, reason, advice, 0, message));
    }

    /// <summary>The next event that comes.</summary>
    public async Task<PlayedEvent> EventAsync() => await _events.Reader.ReadAsync();

    /// <summary>How the client ends its next connection.</summary>
    public async Task<(int? Code, string? Reason)> CloseAsync() => await _closes.Reader.ReadAsync();

    public void Handled(uint lastEvent) => Send(writer => ServerFrames.Handled(writer, lastEvent));

    /// <summary>Sends a frame of patches.</summary>
    public void Patch(uint lastEvent, Action<PatchWriter> operations)
    {
        _patches.Begin(_next++, lastEvent);
        operations(_patches);
        _line!.Send(_patches.End(wantsAck: false).ToArray());
    }

    /// <summary>Sends a document; <paramref name="trees"/> writes that many.</summary>
    public void Document(uint lastEvent, int children, Action<DocumentWriter> trees, string url = "")
    {
        DocumentWriter document = new();
        document.Begin(_next++, lastEvent, "Played", url, children);
        trees(document);
        _line!.Send(document.End().ToArray());
    }

    /// <summary>Cuts the line; the client comes back by itself and is not answered before a welcome.</summary>
    public async Task CutAsync()
    {
        await _line!.CloseAsync(new() { Code = 1011, Reason = "cut" });
        await Window.StateAsync("reconnecting");
    }

    public Task EndAsync() => Page.Context.CloseAsync();

    private void Connected(IWebSocketRoute line)
    {
        _line = line;
        line.OnClose((code, reason) => _closes.Writer.TryWrite((code, reason)));
        line.OnMessage(message => Received(line, message.Binary!));
    }

    private void Received(IWebSocketRoute line, byte[] frame)
    {
        if (ClientFrameReader.TryReadHello(frame, out HelloFrame hello, out _))
        {
            _hellos.Writer.TryWrite(hello);
        }
        else if (ClientFrameReader.TryReadEvent(frame, out EventFrame @event, out _))
        {
            _events.Writer.TryWrite(new PlayedEvent(@event.Kind, @event.Sequence, @event.Node, Words(@event)));
        }
        else if (AnswersPings && ClientFrameReader.TryReadPing(frame, out ulong stamp, out _))
        {
            ArrayBufferWriter<byte> pong = new();
            ServerFrames.Pong(pong, stamp);
            line.Send(pong.WrittenSpan.ToArray());
        }
    }

    private static string Words(in EventFrame frame) => frame.Kind switch
    {
        EventKind.Input or EventKind.Change or EventKind.Toggle => frame.ReadText(),
        EventKind.KeyDown or EventKind.KeyUp => frame.ReadKey().Key,
        EventKind.Custom => frame.ReadCustom().Name,
        EventKind.Navigate => frame.ReadNavigate(out _),
        _ => "",
    };

    private void Send(Action<IBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> frame = new();
        write(frame);
        _line!.Send(frame.WrittenSpan.ToArray());
    }
}
