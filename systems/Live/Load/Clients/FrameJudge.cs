using System.Buffers;
using System.Globalization;
using Millrace.Engine;
using Millrace.Live.Wire;
using Millrace.WebSockets;

namespace Millrace.Live.Load.Clients;

/// <summary>Hands the frame of an answer to the connection.</summary>
internal delegate void FrameSender(ReadOnlySpan<byte> frame);

/// <summary>
/// Takes every frame that the server sends to one client: applies it to the client's document, ends the events whose token stands in it, answers what asks for an answer,
/// and counts what is wrong. On the shard's thread.
/// </summary>
internal sealed class FrameJudge(LiveRun run, PageSession session, StepContext context, FrameSender send)
{
    /// <summary>The stamp of pings that are no operation.</summary>
    public const ulong Heartbeats = ulong.MaxValue;

    private const int Codes = 64;

    private readonly List<(long Sequence, uint Event)> _awaited = [];
    private readonly ArrayBufferWriter<byte> _answer = new(8);
    private TaskCompletionSource? _comparing;
    private bool _isWelcome;
    private bool _waitsForDocument;
    private bool _isEventMissing;

    /// <summary>True once events can be sent: welcome is there, and the document where one was to follow.</summary>
    public bool IsReady => _isWelcome && !_waitsForDocument;

    /// <summary>The word for the server's goodbye; null as long as it said none.</summary>
    public string? Goodbye { get; private set; }

    /// <summary>What the server said with it.</summary>
    public string? LastWords { get; private set; }

    /// <summary>True once the server's document was compared with ours, however it came out.</summary>
    public bool HasCompared { get; private set; }

    /// <summary>How often the server wants to hear from us.</summary>
    public TimeSpan Heartbeat { get; private set; } = TimeSpan.FromSeconds(20);

    /// <summary>Hello was sent.</summary>
    public void Greeted(bool isNew)
    {
        (_isWelcome, _waitsForDocument, _isEventMissing, Goodbye, LastWords) = (false, isNew, false, null, null);
        _awaited.Clear();
    }

    /// <summary>An event was sent, under that number.</summary>
    public void Awaits(long sequence, uint number) => _awaited.Add((sequence, number));

    /// <summary>The connection is gone; the engine ends what waits.</summary>
    public void Ended()
    {
        _awaited.Clear();
        _comparing?.TrySetResult();
    }

    /// <summary>
    /// Asks for the server's document, to compare it with ours: what the server has to send is sent before it, so it has to be what ours is. The task ends with the comparison,
    /// or where the document does not follow what was sent before and so cannot be compared.
    /// </summary>
    public Task CompareAsync()
    {
        _comparing = new TaskCompletionSource();
        Resync(wantsDocument: true);
        return _comparing.Task;
    }

    /// <summary>One message of the server.</summary>
    public void Take(in WebSocketMessage message)
    {
        ReadOnlySpan<byte> frame = message.Payload.Span;
        FrameKind kind = message.Kind == WebSocketMessageKind.Binary ? FrameKinds.OfServer(frame) : FrameKind.None;
        switch (kind)
        {
            case FrameKind.Patches or FrameKind.PatchesWantingAck:
                Patches(frame);
                break;
            case FrameKind.Document:
                Document(frame);
                break;
            case FrameKind.Welcome when ServerFrameReader.TryReadWelcome(frame, out WelcomeFrame welcome, out _):
                Welcome(in welcome);
                break;
            case FrameKind.Pong when ServerFrameReader.TryReadPong(frame, out ulong stamp, out _):
                Pong(stamp, frame.Length);
                break;
            case FrameKind.Handled when ServerFrameReader.TryReadHandled(frame, out uint last, out _):
                Handled(last);
                break;
            case FrameKind.Notice when ServerFrameReader.TryReadNotice(frame, out NoticeFrame notice, out _):
                Notice(in notice, frame.Length);
                break;
            case FrameKind.Goodbye when ServerFrameReader.TryReadGoodbye(frame, out GoodbyeFrame goodbye, out _):
                SaidGoodbye(in goodbye);
                break;
            default:
                context.CountAlways(LiveCounts.FrameDecode);
                run.Note(LiveCounts.FrameDecode, string.Create(CultureInfo.InvariantCulture, $"{message.Kind} of {frame.Length} bytes beginning with {Convert.ToHexStringLower(frame[..Math.Min(16, frame.Length)])}"));
                break;
        }
    }

    private void Welcome(in WelcomeFrame welcome)
    {
        bool isBack = !_waitsForDocument;
        _isWelcome = true;
        _waitsForDocument = welcome.Mode is WelcomeMode.Document or WelcomeMode.NewSession || _waitsForDocument;
        Heartbeat = TimeSpan.FromSeconds(Math.Max(1, welcome.HeartbeatSeconds));
        session.Welcomed(in welcome);
        context.CountAlways(!isBack ? LiveCounts.Sessions : welcome.Mode == WelcomeMode.NewSession ? LiveCounts.StartedAnew : LiveCounts.Resumed);
    }

    private void Patches(ReadOnlySpan<byte> frame)
    {
        Span<long> operations = stackalloc long[Codes];
        operations.Clear();
        switch (session.Apply(frame, out WireError error, operations))
        {
            case ApplyResult.Applied:
                Applied(frame, operations);
                break;
            case ApplyResult.Gap:
                context.CountAlways(LiveCounts.Gaps);
                Resync(wantsDocument: false);
                break;
            case ApplyResult.Malformed:
                Malformed(frame, error);
                break;
        }
    }

    private void Applied(ReadOnlySpan<byte> frame, ReadOnlySpan<long> operations)
    {
        context.Count(LiveCounts.PatchFrames);
        context.Count(LiveCounts.PatchBytes, frame.Length);
        for (int code = 0; code < operations.Length; code++)
        {
            if (operations[code] > 0)
            {
                context.Count(LiveCounts.Patches, operations[code]);
                context.Count(LiveCounts.OfOperation(code), operations[code]);
            }
        }

        Complete(frame);
        if (frame[0] == (byte)FrameKind.PatchesWantingAck)
        {
            Acknowledge();
        }
    }

    // Done is an event whose token is there. One that the server has handled, by a frame without it, will not see its token any more: right is that only where a later one was handled
    // before the page was rendered again, and so in the same frame.
    private void Complete(ReadOnlySpan<byte> frame)
    {
        Span<byte> token = stackalloc byte[512];
        token = run.PayloadBytes <= token.Length ? token[..run.PayloadBytes] : new byte[run.PayloadBytes];
        for (int i = 0; i < _awaited.Count;)
        {
            (long sequence, uint number) = _awaited[i];
            if (Holds(frame, token, sequence))
            {
                _awaited.RemoveAt(i);
                Done(sequence, frame.Length);
            }
            else if (number <= session.Document.LastEvent)
            {
                _awaited.RemoveAt(i);
                if (HoldsLater(frame, token, i))
                {
                    context.CountAlways(LiveCounts.Superseded);
                    Done(sequence, frame.Length);
                    continue;
                }

                Fail(sequence, ServerWords.TokenMissing, frame.Length);
                context.CountAlways(LiveCounts.TokenMissing);
            }
            else
            {
                i++;
            }
        }
    }

    private bool Holds(ReadOnlySpan<byte> frame, Span<byte> token, long sequence)
    {
        EventToken.Write(token, context.Seat.Index, sequence);
        return frame.IndexOf(token) >= 0;
    }

    private bool HoldsLater(ReadOnlySpan<byte> frame, Span<byte> token, int from)
    {
        for (int i = from; i < _awaited.Count && _awaited[i].Event <= session.Document.LastEvent; i++)
        {
            if (Holds(frame, token, _awaited[i].Sequence))
            {
                return true;
            }
        }

        return false;
    }

    private void Done(long sequence, int bytes)
    {
        context.Received();
        context.InFlight.Complete(sequence, LiveModes.EventOperation, bytes);
    }

    private void Document(ReadOnlySpan<byte> frame)
    {
        if (_comparing is { Task.IsCompleted: false } comparing)
        {
            Compare(frame);
            comparing.TrySetResult();
        }
        else if (session.Apply(frame, out WireError error) == ApplyResult.Applied)
        {
            if (_waitsForDocument)
            {
                _waitsForDocument = false;
            }
            else
            {
                context.CountAlways(LiveCounts.Documents);
            }

            Complete(frame);
        }
        else
        {
            context.CountAlways(LiveCounts.PatchDecode);
            run.Note(LiveCounts.PatchDecode, $"a document of {frame.Length} bytes, {error}");
            throw new ClientException("document", $"the server's document cannot be read: {error}");
        }

        Acknowledge();
    }

    private void Compare(ReadOnlySpan<byte> frame)
    {
        var theirs = new LiveDocument();
        if (theirs.Apply(frame, out WireError error) != ApplyResult.Applied)
        {
            context.CountAlways(LiveCounts.PatchDecode);
            run.Note(LiveCounts.PatchDecode, $"a document of {frame.Length} bytes, {error}");
            return;
        }

        if (theirs.LastPatch == session.Document.LastPatch + 1)
        {
            Compare(theirs);
        }
        else
        {
            run.Note(LiveCounts.DocumentsUnanswered, string.Create(CultureInfo.InvariantCulture, $"client {context.Seat.Index} had frame {session.Document.LastPatch}, and the server's document was {theirs.LastPatch}: what changed in between was never sent"));
        }

        session.Replace(theirs); // A page that changes by itself goes on from there.
    }

    private void Compare(LiveDocument theirs)
    {
        HasCompared = true;
        if (session.Document.DifferenceTo(theirs, ids: true) is { } difference)
        {
            context.CountAlways(LiveCounts.DocumentsDiverged);
            run.Note(LiveCounts.DocumentsDiverged, string.Create(CultureInfo.InvariantCulture, $"client {context.Seat.Index}, {difference} (here: after its patches; there: as the server has it)"));
        }
        else
        {
            context.CountAlways(LiveCounts.DocumentsEqual);
        }
    }

    private void Malformed(ReadOnlySpan<byte> frame, WireError error)
    {
        context.CountAlways(LiveCounts.PatchDecode);
        run.Note(LiveCounts.PatchDecode, string.Create(CultureInfo.InvariantCulture, $"patches of {frame.Length} bytes, {error}: {Convert.ToHexStringLower(frame[..Math.Min(48, frame.Length)])}"));
        FailAll("patch-decode", frame.Length);
        // What was applied of it is not to be trusted.
        session.BeginDocumentAnew();
        Resync(wantsDocument: true);
    }

    private void Handled(uint last)
    {
        // Only after a notice of a gap is it a number to go back to; else it tells of an event whose patches may still come.
        if (_isEventMissing)
        {
            _isEventMissing = false;
            session.GoOnAfter(last);
        }
    }

    private void Notice(in NoticeFrame notice, int bytes)
    {
        string kind = ServerWords.Of(notice.Code);
        context.CountAlways(LiveCounts.Notices);
        run.Note(kind, notice.Message);
        if (notice.Code == NoticeCode.TooManyEvents)
        {
            return; // it will be read later
        }

        _isEventMissing = notice.Code == NoticeCode.EventMissing;
        FailAll(kind, bytes);
    }

    private void SaidGoodbye(in GoodbyeFrame goodbye)
    {
        Goodbye = ServerWords.Of(goodbye.Reason);
        LastWords = $"the server said goodbye ({goodbye.Reason}): {goodbye.Message}";
        context.CountAlways(ServerWords.IsEviction(goodbye.Reason) ? LiveCounts.Evicted : LiveCounts.Goodbyes);
        run.Note(Goodbye, goodbye.Message);
        if (goodbye.Advice != GoodbyeAdvice.ComeBack)
        {
            session.Forget(); // a browser would load the page again
        }
    }

    private void Pong(ulong stamp, int bytes)
    {
        if (stamp != Heartbeats)
        {
            context.Received();
            context.InFlight.Complete((long)Math.Min(stamp, long.MaxValue), LiveModes.PingOperation, bytes);
        }
    }

    private void FailAll(string kind, int bytes)
    {
        (long Sequence, uint)[] awaited = [.. _awaited];
        _awaited.Clear();
        foreach ((long sequence, _) in awaited)
        {
            Fail(sequence, kind, bytes);
        }
    }

    private void Fail(long sequence, string kind, int bytes)
    {
        context.Received();
        context.InFlight.Fail(sequence, LiveModes.EventOperation, kind, bytes);
    }

    private void Acknowledge()
    {
        context.Count(LiveCounts.Acks);
        _answer.ResetWrittenCount();
        ClientFrames.Ack(_answer, session.Document.LastPatch);
        send(_answer.WrittenSpan);
    }

    private void Resync(bool wantsDocument)
    {
        _answer.ResetWrittenCount();
        ClientFrames.Resync(_answer, session.Document.LastPatch, wantsDocument);
        send(_answer.WrittenSpan);
    }
}
