using System.Buffers;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>
/// What goes to the client. Nothing is made before it can be sent: while a send is under way, the window is full or the page is hidden, changes wait as marks in the tree, however many
/// there are.
/// </summary>
internal sealed partial class LiveSession
{
    private const byte MostPatchesBefore = 8;

    [ThreadStatic]
    private static PatchWriter? t_patches;

    [ThreadStatic]
    private static DocumentWriter? t_document;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_short;

    private Queue<(NoticeCode Code, uint Node, string Message)>? _notices;
    private WelcomeFrame? _welcome;
    private (uint Last, bool WantsDocument)? _resyncDue;
    private ulong? _pong;
    private bool _documentDue;
    private byte _patchesBefore;
    private bool _handledDue;

    private bool IsWindowFull => _log is { } log && (log.Count >= Options.WindowFrames || log.Bytes >= Options.WindowBytes);

    /// <summary>A send is over. Any thread.</summary>
    public async ValueTask SentAsync(LiveConnection connection)
    {
        await EnterAsync().ConfigureAwait(false);
        connection.Sent();
        if (_connection == connection)
        {
            DoInTurn(
                static (session, _) =>
                {
                    if (session._pendingAck > 0)
                    {
                        session._log?.Acknowledge(session._pendingAck);
                        session._pendingAck = 0;
                    }
                },
                0);
        }
        else
        {
            connection.SendFarewell();
        }

        Leave();
    }

    // Sends what is due until a send takes time or nothing is.
    private void Pump()
    {
        while (_connection is { IsLeaving: false, IsSending: false } connection)
        {
            if (!SendShort(connection) && !SendLogged(connection) && !SendDocument(connection) && !Render() && !SendHandled(connection))
            {
                break;
            }
        }

        FullSinceMs = _connection is null || !IsWindowFull ? 0 : FullSinceMs != 0 ? FullSinceMs : _engine.Clock.NowMs;
    }

    // Welcome first; what has been asked for after it.
    private bool SendShort(LiveConnection connection)
    {
        if (_welcome is { } welcome)
        {
            _welcome = null;
            ServerFrames.Welcome(Short(), welcome);
        }
        else if (_pong is { } stamp)
        {
            _pong = null;
            ServerFrames.Pong(Short(), stamp);
        }
        else if (_notices is { Count: > 0 } notices)
        {
            (NoticeCode code, uint node, string message) = notices.Dequeue();
            ServerFrames.Notice(Short(), code, node, message);
        }
        else
        {
            return Resync();
        }

        return SendCopy(connection, t_short!.WrittenSpan);
    }

    private bool Resync()
    {
        if (_resyncDue is not { } resync)
        {
            return false;
        }

        _resyncDue = null;
        if (resync.WantsDocument || !CanReplayAfter(resync.Last))
        {
            _documentDue = true;
            if (CanReplayAfter(resync.Last))
            {
                // It follows so far: it gets everything up to the document too, and can compare.
                _patchesBefore = MostPatchesBefore;
                _log?.Acknowledge(resync.Last);
            }
        }
        else if (_log is { } log)
        {
            log.Acknowledge(resync.Last);
            log.Rewind();
        }

        return true;
    }

    private bool SendLogged(LiveConnection connection)
    {
        if ((_documentDue && _patchesBefore == 0) || _log is not { IsAllSent: false } log)
        {
            return false;
        }

        connection.Send(log.Next());
        return true;
    }

    private bool SendDocument(LiveConnection connection)
    {
        if (!_documentDue || Page is not { } page)
        {
            return false;
        }

        if (_patchesBefore > 0 && Render())
        {
            _patchesBefore--; // A page that changes all the time must not keep its document waiting for ever.
            return true;
        }

        // The document shows what is mounted now, so what is dirty is brought up to date first, and what that would have patched is not sent.
        (_documentDue, _patchesBefore) = (false, 0);
        uint sequence = NextSequence;
        PatchWriter unsent = t_patches ??= new PatchWriter();
        unsent.Begin(sequence, _lastEvent);
        page.Flush(unsent);
        unsent.Release();
        if (page.Failure is not null)
        {
            return false;
        }

        DocumentWriter writer = t_document ??= new DocumentWriter();
        page.WriteDocument(writer, sequence, _lastEvent);
        Counters.Document();
        DropLog();
        (_nextSequence, _handledDue) = (sequence + 1, false);
        bool isSent = SendCopy(connection, writer.End().Span);
        writer.Release(); // One writer a thread: the largest document must not stay in each of them.
        return isSent;
    }

    private bool Render()
    {
        if (Page is not { HasChanges: true } page || _isHidden || IsWindowFull)
        {
            return false;
        }

        PatchWriter patches = t_patches ??= new PatchWriter();
        patches.Begin(NextSequence, _lastEvent);
        int operations = page.Flush(patches);
        if (operations == 0 || page.Failure is not null)
        {
            return false;
        }

        FrameLog log = _log ??= NewLog();
        int half = Options.WindowFrames / 2;
        bool wantsAck = log.Count + 1 >= half || log.Bytes + patches.Length >= Options.WindowBytes / 2;
        log.Append(patches.End(wantsAck).Span);
        patches.Release();
        Counters.Patched(operations);
        _handledDue = false;
        return true;
    }

    private FrameLog NewLog()
    {
        FrameLog log = new();
        log.Reset(_nextSequence);
        return log;
    }

    private bool SendHandled(LiveConnection connection)
    {
        if (!_handledDue)
        {
            return false;
        }

        _handledDue = false;
        ServerFrames.Handled(Short(), _lastEvent);
        return SendCopy(connection, t_short!.WrittenSpan);
    }

    private static ArrayBufferWriter<byte> Short()
    {
        ArrayBufferWriter<byte> writer = t_short ??= new ArrayBufferWriter<byte>(512);
        writer.ResetWrittenCount();
        return writer;
    }

    // The thread's own buffer is used again by the next session, so what may still be under way stands in a rented one.
    private static bool SendCopy(LiveConnection connection, ReadOnlySpan<byte> frame)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(frame.Length);
        frame.CopyTo(rented);
        connection.Send(rented.AsMemory(0, frame.Length), rented);
        return true;
    }
}
