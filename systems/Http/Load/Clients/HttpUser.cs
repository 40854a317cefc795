using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Http.Load.Requests;
using Millrace.Shards;

namespace Millrace.Http.Load.Clients;

/// <summary>
/// One client of a web server: one request at a time under way, over a connection of its own. A step sends and returns; a loop of the connection's takes what comes, so
/// that neither costs memory per request.
/// </summary>
internal sealed class HttpUser : VirtualClient
{
    private readonly HttpRun _run;
    private readonly HttpShard _room;
    private readonly ClientSeat _seat;
    private readonly HttpRoute _route;
    private readonly RequestMix _mix;
    private readonly HttpAnswerReader _answer;
    private readonly BodySearch _search = new();
    private StepContext? _context;
    private Action? _giveUpOpening; // ends an attempt to connect
    private Link? _link;
    private PlannedRequest? _request; // what waits for its answer
    private Operation _operation;
    private long _answeredHere; // over this connection
    private bool _isReused; // the request went out over a connection that had answered before
    private Link? _sendingOn; // whose request is still on its way out; a link that was dropped may be at it a moment longer than its successor's
    private bool _wasResent;

    public HttpUser(HttpRun run, ClientSeat seat)
    {
        (_run, _seat) = (run, seat);
        _room = run.ShardOf(seat.Shard);
        (_route, _mix) = run.For(seat.Target);
        _answer = new HttpAnswerReader(run.Settings.MaxAnswerBytes);
        _room.Enter(this);
    }

    /// <summary>Since when the client has waited for an answer, in ticks; in the far future where it waits for none.</summary>
    public long WaitsSince { get; private set; } = long.MaxValue;

    private StepContext Context => _context!;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _context = context;
        Drop();
        Link link = await _route.ConnectAsync(_seat.Shard, context.ConnectCancellation);
        if (_run.Settings.KeepsAlive)
        {
            Use(link);
        }
        else
        {
            link.Dispose(); // there is a server; each request opens its own
        }
    }

    public override ValueTask StepAsync(StepContext context)
    {
        PlannedRequest request = _mix.Next(_seat.Random);
        _operation = context.Begin(request.Operation, request.Bytes.Length);
        (_request, _wasResent, WaitsSince) = (request, false, _operation.Sent);
        return _link is { } link ? Send(link, request) : OpenAndSendAsync(request);
    }

    public override ValueTask CloseAsync(StepContext context)
    {
        if (_request is not null)
        {
            Take();
            _operation.Lost(); // the run is over: it will not be answered
        }

        Drop();
        _giveUpOpening?.Invoke();
        return default;
    }

    /// <summary>The client has waited for longer than operations may: whether the server did it nobody knows, and the connection may still bring the old answer.</summary>
    public void TimeOut()
    {
        if (_link is null)
        {
            WaitsSince = long.MaxValue;
            _giveUpOpening?.Invoke(); // who opens the connection says what became of it
            return;
        }

        Drop();
        Take();
        _operation.Indefinite(ErrorKinds.TimedOut);
    }

    /// <summary>A loop of this client's ended with a mistake of the lab's own: what waits is told as that, and not as the server's silence.</summary>
    public void Failed()
    {
        Drop();
        if (_request is not null)
        {
            Take();
            Context.Received();
            _operation.Fail(HttpErrors.LabError);
        }
    }

    private void Use(Link link)
    {
        _link = link;
        _answeredHere = 0;
        _ = _run.WatchAsync(ListenAsync(link), this);
    }

    private void Drop()
    {
        Link? link = _link;
        _link = null;
        link?.Dispose();
    }

    // What waits is about to be ended.
    private PlannedRequest Take()
    {
        PlannedRequest request = _request!;
        (_request, WaitsSince) = (null, long.MaxValue);
        return request;
    }

    private ValueTask Send(Link link, PlannedRequest request)
    {
        _answer.Begin(request.Spec.IsHead);
        _search.Begin(request.Spec.Expect);
        _isReused = _answeredHere > 0;
        int sent;
        try
        {
            sent = link.TrySend(request.Bytes);
        }
        catch (LinkException e)
        {
            Broke(link, ErrorKinds.Of(e));
            return default;
        }

        return sent == request.Bytes.Length ? default : SendRestAsync(link, request.Bytes.AsMemory(sent));
    }

    private async ValueTask SendRestAsync(Link link, ReadOnlyMemory<byte> rest)
    {
        _sendingOn = link;
        try
        {
            await link.SendAsync(rest);
        }
        catch (LinkException)
        {
            // The loop that takes what comes hears of it too, and may still find an answer: a server that takes no more often says why.
        }
        finally
        {
            if (ReferenceEquals(_sendingOn, link))
            {
                _sendingOn = null;
            }
        }
    }

    // A connection of the request's own, or a new one for one that is gone.
    private async ValueTask OpenAndSendAsync(PlannedRequest request)
    {
        long began = Shard.Now;
        Link link;
        using var patience = new CancellationTokenSource();
        _giveUpOpening = patience.Cancel;
        try
        {
            link = await _route.ConnectAsync(_seat.Shard, patience.Token);
        }
        catch (Exception e) when (e is LinkException or ClientException or OperationCanceledException)
        {
            string kind = e is OperationCanceledException ? ErrorKinds.TimedOut : ErrorKinds.Of(e);
            _run.Note(kind, e is OperationCanceledException ? "it accepted no connection in time" : e.Message);
            if (ReferenceEquals(request, _request))
            {
                Take();
                if (_wasResent)
                {
                    _operation.Indefinite(kind); // it was sent once, over the connection before
                }
                else
                {
                    Context.Received(); // that nobody takes it is an answer, if a poor one: nothing was sent that could be lost
                    _operation.Fail(kind);
                }
            }

            Context.Disconnected(kind); // the engine waits a little before it lets this client try again
            return;
        }
        finally
        {
            _giveUpOpening = null;
        }

        if (!ReferenceEquals(request, _request))
        {
            link.Dispose(); // the run ended meanwhile
            return;
        }

        Context.Count(HttpCounts.Opened);
        if (Context.IsMeasured)
        {
            _room.Tally.Opening.Record(Ticks.ToMicroseconds(Shard.Now - began));
        }

        Use(link);
        await Send(link, request);
    }

    private async Task ListenAsync(Link link)
    {
        try
        {
            while (ReferenceEquals(link, _link))
            {
                int count = link.TryReceive(_room.Buffer);
                if (count < 0)
                {
                    await link.WaitReadableAsync();
                }
                else if (count == 0)
                {
                    Ended(link);
                }
                else
                {
                    Take(link, _room.Buffer.AsSpan(0, count));
                }
            }
        }
        catch (LinkException e)
        {
            Broke(link, ErrorKinds.Of(e));
        }
    }

    private void Take(Link link, ReadOnlySpan<byte> piece)
    {
        if (_request is null)
        {
            // Such as the 408 of a server that is tired of waiting: nobody asked for it, and nothing may be asked after it.
            Unasked(piece.Length);
            Drop();
            return;
        }

        while (true)
        {
            HttpReading reading = _answer.Read(piece, out int used, out ReadOnlySpan<byte> body);
            _search.Take(body);
            piece = piece[used..];
            switch (reading)
            {
                case HttpReading.Complete:
                    Answered(piece.Length);
                    return;
                case HttpReading.Malformed:
                    Refused(link);
                    return;
                case HttpReading.NeedMore when piece.IsEmpty:
                    return;
            }
        }
    }

    private void Answered(int bytesBehind)
    {
        _answeredHere++;
        if (!_answer.CanGoOn || !_run.Settings.KeepsAlive || (_sendingOn is { } busy && ReferenceEquals(busy, _link)) || bytesBehind > 0)
        {
            Drop();
        }

        if (bytesBehind > 0)
        {
            Unasked(bytesBehind);
        }

        Context.Received();
        PlannedRequest request = Take();
        int status = _answer.Status;
        if (Context.IsMeasured)
        {
            _room.Tally.Answered(status, _isReused, _answer.BodyBytes);
        }

        int bytes = (int)Math.Min(_answer.Bytes, int.MaxValue);
        if (!request.Spec.Right.Has(status))
        {
            _operation.Fail(HttpRoute.KindOf(status), bytes);
        }
        else if (!_search.IsFound)
        {
            _operation.Fail(HttpErrors.Mismatch, bytes);
        }
        else
        {
            _operation.Ok(bytes); // last: it may begin the next request
        }
    }

    // What came is no answer that can be taken.
    private void Refused(Link link)
    {
        string kind = HttpErrors.Of(_answer.Fault);
        int bytes = (int)Math.Min(_answer.Bytes, int.MaxValue);
        if (_run.Wants(kind))
        {
            _run.Note(kind, $"{_request!.Spec.Method} {PlannedRequest.PathOf(_request.Spec, _seat.Target)}: {_answer.Problem}");
        }

        if (ReferenceEquals(link, _link))
        {
            Drop();
        }

        Context.Received();
        Take();
        _operation.Fail(kind, bytes);
    }

    // The server sends no more.
    private void Ended(Link link)
    {
        if (_request is null || _answer.Bytes == 0)
        {
            Broke(link, ErrorKinds.Closed);
        }
        else if (_answer.End() == HttpReading.Complete)
        {
            Answered(0);
        }
        else
        {
            Refused(link);
        }
    }

    // The connection is gone, and no answer has begun that could be read to its end.
    private void Broke(Link link, string kind)
    {
        if (!ReferenceEquals(link, _link))
        {
            return; // dropped by ourselves, or replaced since: it speaks for nobody any more
        }

        Drop();
        if (_request is not { } request)
        {
            Context.Count(HttpCounts.ClosedIdle);
            return;
        }

        // A server may close a connection that was idle just as the next request is on its way (RFC 9112 section 9.3.1). Sent once more is only what means the same twice.
        bool hadClosed = _isReused && _answer.Bytes == 0 && kind is ErrorKinds.Closed or ErrorKinds.Reset;
        if (hadClosed && request.Spec.IsIdempotent && !_wasResent)
        {
            _wasResent = true;
            Context.Count(HttpCounts.Resent);
            _ = _run.WatchAsync(OpenAndSendAsync(request).AsTask(), this);
            return;
        }

        Take();
        _operation.Indefinite(hadClosed && !request.Spec.IsIdempotent ? HttpErrors.NotResent : kind);
    }

    private void Unasked(int bytes)
    {
        Context.Count(HttpCounts.Unasked, bytes);
        _run.Note(HttpCounts.Unasked, $"{bytes} bytes came that answer nothing");
    }
}
