using System.Buffers;
using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Live.Load.Pages;
using Millrace.Live.Wire;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Live.Load.Clients;

/// <summary>
/// A browser without a screen: loads the page, opens the WebSocket that belongs to it, types, and keeps the document that the server's patches make. What comes back is judged by a
/// <see cref="FrameJudge"/>. At the end it asks for the server's own document and compares.
/// </summary>
internal sealed class LiveClient(LiveRun run, ArrayBufferWriter<byte> frames) : VirtualClient
{
    // All clients ask at once, and a document is much more than a patch: a server that needs long for all of them has not got one wrong.
    internal static readonly TimeSpan CompareWithin = TimeSpan.FromSeconds(30);

    private readonly PageSession _session = new();
    private FrameJudge? _judge;
    private WebSocketLink? _link;
    private Task _receiving = Task.CompletedTask;
    private long _lastSent;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _link?.Dispose();
        _link = null;
        _judge ??= new FrameJudge(run, _session, context, Send);
        bool isBack = _session.Token is not null;
        try
        {
            await OpenAsync(context);
        }
        catch (ClientException) when (isBack && _session.Token is null)
        {
            // The session that it came back to is gone, and with it its token: it loads the page again, as who is offered a reload does.
            await OpenAsync(context);
        }

        WebSocketLink link = _link!;
        _receiving = ReceiveAsync(context, link);
        if (run.StartEvery > _judge.Heartbeat)
        {
            _ = BeatAsync(context, link);
        }
    }

    public override ValueTask StepAsync(StepContext context)
    {
        if (_link is not { IsOpen: true } link)
        {
            return new ValueTask(_receiving); // what still comes in counts; then the receive loop says how it ended
        }

        long sequence = context.InFlight.NextSequence;
        frames.ResetWrittenCount();
        if (run.IsIdle)
        {
            ClientFrames.Ping(frames, (ulong)sequence);
            context.InFlight.Begin(LiveModes.PingOperation, frames.WrittenCount);
        }
        else
        {
            Span<byte> token = stackalloc byte[512];
            token = run.PayloadBytes <= token.Length ? token[..run.PayloadBytes] : new byte[run.PayloadBytes];
            EventToken.Write(token, context.Seat.Index, sequence);
            uint number = _session.TakeEvent();
            ClientFrames.Text(frames, EventKind.Input, number, _session.Input, token);
            context.InFlight.Begin(LiveModes.EventOperation, frames.WrittenCount);
            _judge!.Awaits(sequence, number);
            context.Count(LiveCounts.EventFrames);
            context.Count(LiveCounts.EventBytes, frames.WrittenCount);
        }

        _lastSent = Shard.Now;
        return link.TrySend(WebSocketMessageKind.Binary, frames.WrittenSpan) ? default : WhenRoomAsync(link, frames.WrittenSpan.ToArray());
    }

    public override async ValueTask CloseAsync(StepContext context)
    {
        if (_link is { } link)
        {
            if (run.Settings.ComparesDocuments)
            {
                await CompareAsync(context, link);
            }

            await link.CloseAsync(reason: LiveProtocol.Left);
            link.Dispose();
        }
        else if (run.Settings.ComparesDocuments)
        {
            context.CountAlways(LiveCounts.DocumentsUnchecked);
        }
    }

    // A connection up to where events can be sent: by the page where there is no session, else straight to its WebSocket.
    private async ValueTask OpenAsync(StepContext context)
    {
        HttpRoute route = run.RouteTo(context.Seat.Target);
        bool isNew = _session.Token is null;
        Link transport = await route.ConnectAsync(context.Shard, context.ConnectCancellation);
        try
        {
            if (isNew)
            {
                transport = await LoadAsync(context, route, transport);
            }

            _link = await UpgradeAsync(context, transport);
            await GreetAsync(context, _link, isNew);
        }
        catch
        {
            _link?.Dispose();
            _link = null;
            transport.Dispose();
            throw;
        }
    }

    // The page, over the connection that the WebSocket takes over where the server leaves it open. Returns the one to go on with.
    private async ValueTask<Link> LoadAsync(StepContext context, HttpRoute route, Link transport)
    {
        Uri target = context.Seat.Target;
        string path = PageRequest.PathOf(target, run.Settings);
        Operation loading = context.Begin(LiveModes.PageOperation, PageRequest.Of(target, path, _session.Cookies).Length);
        HttpAnswer answer;
        try
        {
            answer = await PageLoader.LoadAsync(route, transport, target, path, _session.Cookies, context.ConnectCancellation);
        }
        catch (ClientException e)
        {
            context.Received();
            loading.Fail(e.Kind); // an answer came, but no page
            throw;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            loading.Indefinite(ErrorKinds.Of(e));
            throw;
        }

        context.Received();
        if (LivePage.Find(answer.Text) is not { } page)
        {
            loading.Fail(PageLoader.PageFailure, answer.Bytes);
            throw new ClientException(
                PageLoader.PageFailure,
                $"{target} is no page of a Live server of Millrace: it bears no data-live-token. Name such a page with --target. Another system's server-driven UI speaks a protocol of its own and cannot be a target.");
        }

        loading.Ok(answer.Bytes);
        _session.Begin(page, answer.Cookies.Length > 0 ? answer.Cookies : _session.Cookies);
        if (answer.CanGoOn)
        {
            return transport;
        }

        transport.Dispose();
        return await route.ConnectAsync(context.Shard, context.ConnectCancellation);
    }

    private async ValueTask<WebSocketLink> UpgradeAsync(StepContext context, Link transport)
    {
        Uri target = context.Seat.Target;
        HttpFields headers = [];
        headers.Add("Origin", PageRequest.OriginOf(target));
        if (_session.Cookies.Length > 0)
        {
            headers.Add("Cookie", _session.Cookies);
        }

        try
        {
            Uri socket = PageRequest.SocketOf(target, _session.SocketPath);
            return await WebSocketClient.UpgradeAsync(transport, socket, run.Socket with { Headers = headers }, context.ConnectCancellation);
        }
        catch (WebSocketConnectException e)
        {
            throw new ClientException(ServerWords.Of(e), e.Message, e);
        }
    }

    // Hello and what answers it, up to where events can be sent.
    private async ValueTask GreetAsync(StepContext context, WebSocketLink link, bool isNew)
    {
        var hello = new HelloFrame(
            LiveProtocol.Version, WantsDocument: isNew, Hidden: false, _session.Token!, isNew ? 0 : _session.Document.LastPatch,
            PageRequest.PathOf(context.Seat.Target, run.Settings), Width: 1280, Height: 800, MinutesAhead: 0);
        frames.ResetWrittenCount();
        ClientFrames.Hello(frames, in hello);
        Send(frames.WrittenSpan);
        _judge!.Greeted(isNew);
        while (!_judge.IsReady)
        {
            WebSocketMessage message = await link.ReceiveAsync(context.ConnectCancellation);
            if (message.IsClose)
            {
                throw new ClientException(_judge.Goodbye ?? ServerWords.EndOf(link), _judge.LastWords ?? $"the server ended the connection before it said welcome: {link.CloseCode} {link.CloseReason}");
            }

            _judge.Take(message);
        }

        if (!run.IsIdle)
        {
            _session.ThrowIfNoInput(context.Seat.Target);
        }
    }

    private async Task ReceiveAsync(StepContext context, WebSocketLink link)
    {
        try
        {
            while (true)
            {
                // What completes a receive completes it on the shard's thread, so there is no context to go back to.
                WebSocketMessage message = await link.ReceiveAsync().ConfigureAwait(false);
                if (message.IsClose)
                {
                    break;
                }

                _judge!.Take(message);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _judge!.Ended();
            context.Disconnected(ErrorKinds.Of(e)); // the shard stops, or a fault of ours: either way nothing more comes
            return;
        }

        // A link that another connect has replaced speaks for nobody any more.
        if (ReferenceEquals(link, _link))
        {
            string how = _judge!.Goodbye ?? ServerWords.EndOf(link);
            _judge.Ended();
            context.Disconnected(how);
        }
    }

    // Who starts so seldom that the server would take it for gone says now and then that it is there.
    private async Task BeatAsync(StepContext context, WebSocketLink link)
    {
        long every = Ticks.From(_judge!.Heartbeat) * 9 / 10;
        try
        {
            while (ReferenceEquals(link, _link) && link.IsOpen)
            {
                await context.Shard.DelayUntil(_lastSent + every);
                if (link.IsOpen && Shard.Now - _lastSent >= every)
                {
                    frames.ResetWrittenCount();
                    ClientFrames.Ping(frames, FrameJudge.Heartbeats);
                    link.TrySend(WebSocketMessageKind.Binary, frames.WrittenSpan);
                    _lastSent = Shard.Now;
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // expected: the shard stops
        }
    }

    private async ValueTask CompareAsync(StepContext context, WebSocketLink link)
    {
        if (!link.IsOpen)
        {
            context.CountAlways(LiveCounts.DocumentsUnchecked);
            return;
        }

        await Task.WhenAny(_judge!.CompareAsync(), _receiving, context.Shard.DelayUntil(Shard.Now + Ticks.From(CompareWithin)).AsTask());
        if (!_judge.HasCompared)
        {
            context.CountAlways(LiveCounts.DocumentsUnanswered);
        }
    }

    private void Send(ReadOnlySpan<byte> frame)
    {
        // An answer that does not fit now would have to wait behind what the server does not take anyway; it asks again where it matters.
        _lastSent = Shard.Now;
        _link?.TrySend(WebSocketMessageKind.Binary, frame);
    }

    private static async ValueTask WhenRoomAsync(WebSocketLink link, byte[] frame)
    {
        try
        {
            await link.SendAsync(WebSocketMessageKind.Binary, frame).ConfigureAwait(false);
        }
        catch (WebSocketClosedException)
        {
            // expected: the connection ended while we waited; the receive loop says how
        }
    }
}
