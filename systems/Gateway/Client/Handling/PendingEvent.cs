using System.Buffers;

namespace Millrace.Gateway.Client.Handling;

/// <summary>One event from its line until its handler has completed. Used again and again, so that an event costs no memory.</summary>
internal sealed class PendingEvent
{
    // What one large message needs is not kept by every event that ever was one.
    private const int MostKept = 16 * 1024;
    private byte[] _payload = [];
    private int _length;

    public EventKind Kind { get; set; }

    /// <summary>The client whose events keep their order; null for a question, whose client has no name yet, and for reports.</summary>
    public ClientLane? Lane { get; set; }

    public ConnectedClient? Client { get; set; }

    public bool IsBinary { get; set; }

    public bool IsRedelivered { get; set; }

    /// <summary>The event's number; 0 where the gateway wants no acknowledgement.</summary>
    public long Sequence { get; set; }

    /// <summary>The id to answer a question with.</summary>
    public string RequestId { get; set; } = "";

    public ConnectionRequest? Request { get; set; }

    /// <summary>What the gateway reports.</summary>
    public string Report { get; set; } = "";

    /// <summary>The next one in a queue or in the stock.</summary>
    public PendingEvent? Next { get; set; }

    public ReadOnlyMemory<byte> Payload => _payload.AsMemory(0, _length);

    public void CopyPayload(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _payload.Length)
        {
            Return();
            _payload = ArrayPool<byte>.Shared.Rent(payload.Length);
        }

        payload.CopyTo(_payload);
        _length = payload.Length;
    }

    public void Clear()
    {
        Lane = null;
        Client = null;
        Request = null;
        Sequence = 0;
        IsBinary = false;
        IsRedelivered = false;
        RequestId = "";
        Report = "";
        _length = 0;
        if (_payload.Length > MostKept)
        {
            Return();
        }
    }

    private void Return()
    {
        if (_payload.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_payload);
            _payload = [];
        }
    }
}
