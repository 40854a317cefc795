using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Host.Routing;

/// <summary>Writes the lines of one switchboard, one after the other, into one buffer: each is valid until the next.</summary>
internal sealed class EventWriter(IdSource ids)
{
    private readonly LineWriter _line = new();

    /// <summary>An id for a question, by which its answer is known.</summary>
    public Guid NewRequestId() => ids.NewUuid();

    /// <summary>The question whether a client may come in. <paramref name="resumes"/> is the id of the client that it goes on as; only for a backend that said hello.</summary>
    public ReadOnlySpan<byte> Question(Guid requestId, ClientRequest request, string resumes)
    {
        Begin(requestId, 0, false);
        EventLines.ConnectionRequest(_line, request.Headers, request.Path, request.Remote, resumes);
        return _line.Written;
    }

    /// <summary>An event in the words that the backend has agreed to.</summary>
    public ReadOnlySpan<byte> Event(BackendAgreement agreement, long sequence, in KeptEvent what, bool isRedelivered)
    {
        Begin(ids.NewUuid(), sequence, isRedelivered && agreement.SaidHello);
        ReadOnlySpan<byte> context = what.Session.Context;
        switch (what.Kind)
        {
            case EventKind.Connected:
                EventLines.NewConnection(_line, context);
                break;
            case EventKind.Binary when agreement.Binary:
                EventLines.NewBinaryMessage(_line, what.Payload, context);
                break;
            case EventKind.Text or EventKind.Binary:
                EventLines.NewMessage(_line, what.Payload, context);
                break;
            case EventKind.Disconnected:
                EventLines.Disconnected(_line, context);
                break;
            default:
                ClientRequest request = what.Session.Request!;
                EventLines.Error(_line, request.Headers, request.Path, request.Remote, what.Session.Failure);
                break;
        }

        return _line.Written;
    }

    /// <summary>Why a line was refused; only for a backend that said hello.</summary>
    public ReadOnlySpan<byte> Problem(ReadOnlySpan<char> requestId, string reason, string action)
    {
        _line.Clear();
        EventLines.Head(_line, requestId);
        ExtendedEventLines.Problem(_line, reason, action);
        return _line.Written;
    }

    /// <summary>The answer to room_info.</summary>
    public ReadOnlySpan<byte> RoomInfo(ReadOnlySpan<char> requestId, ReadOnlySpan<char> room, int members)
    {
        _line.Clear();
        EventLines.Head(_line, requestId);
        ExtendedEventLines.RoomInfo(_line, room, members);
        return _line.Written;
    }

    /// <summary>A client's context, to be kept.</summary>
    public byte[] Context(ReadOnlySpan<char> clientId, ReadOnlySpan<char> room, ReadOnlySpan<byte> metadata)
    {
        _line.Clear();
        ClientContext.Write(_line, clientId, room, metadata);
        return _line.Written.ToArray();
    }

    private void Begin(Guid requestId, long sequence, bool isRedelivered)
    {
        Span<char> text = stackalloc char[IdSource.UuidLength];
        requestId.TryFormat(text, out _);
        _line.Clear();
        EventLines.Head(_line, text, sequence, isRedelivered);
    }
}
