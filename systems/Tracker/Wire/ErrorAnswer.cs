namespace Millrace.Tracker.Wire;

/// <summary>An error (BEP 15): head 8, then a text for a person, without an end mark.</summary>
public static class ErrorAnswer
{
    /// <summary>Writes an error and returns its length.</summary>
    public static int Write(Span<byte> datagram, uint transactionId, ReadOnlySpan<byte> text)
    {
        int head = new AnswerHead(TrackerAction.Error, transactionId).Write(datagram);
        text.CopyTo(datagram[head..]);
        return head + text.Length;
    }

    /// <summary>The text of an error whose head has been read; some trackers end it with a NUL, which is not part of it.</summary>
    public static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> datagram) => datagram[TrackerProtocol.AnswerHeadBytes..].TrimEnd((byte)0);
}
