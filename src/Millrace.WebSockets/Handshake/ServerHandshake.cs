using Millrace.Shards;
using Millrace.WebSockets.Compression;
using Millrace.WebSockets.Connection;

namespace Millrace.WebSockets.Handshake;

/// <summary>One opening handshake on a server: reads the request, decides, answers.</summary>
internal sealed class ServerHandshake(Link link, WebSocketServerOptions options)
{
    // How long a refused client may take to read its answer and leave.
    private static readonly TimeSpan s_refusalTimeout = TimeSpan.FromSeconds(1);

    private static readonly HttpFields s_noFields = [];

    private UpgradeRequest? _request;
    private bool _isDeciding;

    public async ValueTask<WebSocketAccept> RunAsync(CancellationToken cancellationToken)
    {
        bool keepLink = false;
        using var timer = new HandshakeTimer(link.Shard, options.HandshakeTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            Refusal? refusal = await ReadRequestAsync(either.Token);
            WebSocketAccept accept = refusal is null
                ? await DecideAsync(timer, either.Token)
                : await RefuseAsync(refusal.Status, refusal.Reason, null, FieldsOf(refusal));
            keepLink = accept.IsAccepted;
            return accept;
        }
        catch (OperationCanceledException) when (timer.HasExpired && !cancellationToken.IsCancellationRequested)
        {
            return _isDeciding && options.DecideTimeout is { } limit
                ? await RefuseAsync(504, $"The server did not decide within {limit.TotalSeconds:0.###} s.", null, s_noFields)
                : await RefuseAsync(408, $"The handshake took longer than {options.HandshakeTimeout.TotalSeconds:0.###} s.", null, s_noFields);
        }
        catch (LinkException e)
        {
            // Expected of clients that leave; there is nobody to answer.
            return new WebSocketAccept(0, e.Message, _request);
        }
        finally
        {
            if (!keepLink)
            {
                link.Dispose();
            }
        }
    }

    private static HttpFields FieldsOf(Refusal refusal)
    {
        var fields = new HttpFields();
        if (refusal.Field is { } name)
        {
            fields.Add(name, refusal.FieldValue!);
        }

        return fields;
    }

    private async ValueTask<Refusal?> ReadRequestAsync(CancellationToken cancellationToken)
    {
        var limits = new HeadLimits(Math.Min(options.MaxHeadBytes, ShardBuffers.Size), options.MaxTargetBytes, options.MaxHeaders);

        // Nothing is rented for a client that connects and says nothing.
        await link.WaitReadableAsync(cancellationToken);
        byte[] buffer = link.Shard.Buffers.Rent();
        try
        {
            int length = 0;
            while (true)
            {
                HeadParse parse = HttpHead.Parse(buffer.AsSpan(0, length), limits, out HttpHead? head, out int size, out Refusal? refusal);
                if (parse == HeadParse.Refused)
                {
                    return refusal;
                }

                if (parse == HeadParse.Head)
                {
                    _request = RequestCheck.Check(head!, options, out refusal);
                    _request?.RemoteEndPoint = (link as TcpLink)?.RemoteEndPoint;

                    // A client may not send frames before it has our answer; what follows the head would be a second request.
                    return refusal ?? (length > size ? Refusal.Bad("The request is followed by more bytes before its answer.") : null);
                }

                if (length == buffer.Length)
                {
                    return new Refusal(431, $"The request head is larger than {limits.Bytes} bytes.");
                }

                int count = await link.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (count == 0)
                {
                    throw new LinkException(LinkError.Closed, "The client left before its request was whole.");
                }

                length += count;
            }
        }
        finally
        {
            link.Shard.Buffers.Return(buffer);
        }
    }

    private async ValueTask<WebSocketAccept> DecideAsync(HandshakeTimer timer, CancellationToken cancellationToken)
    {
        UpgradeRequest request = _request!;
        UpgradeDecision? decision;
        try
        {
            _isDeciding = true;
            decision = options.Decide is null ? UpgradeDecision.Accept() : await AskAsync(options.Decide, timer, cancellationToken);
            _isDeciding = false;
        }
        catch (Exception e) when (e is not LinkException && (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
        {
            await RefuseAsync(500, "The server could not decide about this connection.", null, s_noFields);
            throw;
        }

        if (decision is null)
        {
            return await RefuseAsync(400, "The request is followed by more bytes before its answer.", null, s_noFields);
        }

        if (!decision.IsAccepted)
        {
            return await RefuseAsync(decision.Status, decision.Reason, decision.RetryAfter, decision.Headers);
        }

        string? subprotocol = decision.Subprotocol
            ?? options.Subprotocols.FirstOrDefault(name => request.Subprotocols.Contains(name, StringComparer.Ordinal));
        if (subprotocol is not null && !request.Subprotocols.Contains(subprotocol, StringComparer.Ordinal))
        {
            await RefuseAsync(500, "The server could not decide about this connection.", null, s_noFields);
            throw new InvalidOperationException($"The decision names the subprotocol '{subprotocol}', which the client did not offer.");
        }

        int windowBits = 0;
        string? extensions = options.Connection.Deflate is null
            ? null
            : DeflateOffer.Answer(request.Headers.ListOf("Sec-WebSocket-Extensions"), out windowBits);
        await link.SendAsync(ResponseText.Accept(request, subprotocol, extensions, decision.Headers), cancellationToken);
        var connection = new WebSocketLink(
            link, WebSocketRole.Server, options.Connection, extensions is null ? null : windowBits, subprotocol);
        return new WebSocketAccept(connection, request);
    }

    // Null when the client spoke before it was answered; throws a LinkException when it left.
    private async ValueTask<UpgradeDecision?> AskAsync(
        Func<UpgradeRequest, CancellationToken, ValueTask<UpgradeDecision>> decide, HandshakeTimer timer, CancellationToken cancellationToken)
    {
        using CancellationTokenSource asking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ValueTask<UpgradeDecision> deciding = decide(_request!, asking.Token);
        if (deciding.IsCompleted)
        {
            return await deciding;
        }

        if (options.DecideTimeout is { } limit)
        {
            timer.Restart(limit);
        }

        UpgradeDecision? decision = null;
        EarlyBird watch = new(link, asking);
        await using (watch)
        {
            try
            {
                decision = await deciding;
            }
            catch (OperationCanceledException) when (watch.HasSpoken || watch.HasLeft)
            {
                // Expected: the token says so to who decides.
            }
        }

        timer.Restart(options.HandshakeTimeout);
        return watch.HasLeft ? throw new LinkException(LinkError.Closed, "The client left before it was answered.")
            : watch.HasSpoken ? null
            : decision;
    }

    private async ValueTask<WebSocketAccept> RefuseAsync(int status, string reason, TimeSpan? retryAfter, HttpFields headers)
    {
        byte[] answer = ResponseText.Refuse(status, reason, retryAfter, headers);
        using var timer = new HandshakeTimer(link.Shard, s_refusalTimeout);
        try
        {
            // Closing with bytes unread would reset the stream, and a reset can overtake our answer.
            await link.SendAsync(answer, timer.Token);
            await link.ShutdownSendAsync(timer.Token);
            await Closing.DiscardToEndAsync(link, timer.Token);
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException)
        {
            // Expected of clients that leave without waiting for their answer, or that neither read nor leave.
        }

        return new WebSocketAccept(status, reason, _request);
    }
}
