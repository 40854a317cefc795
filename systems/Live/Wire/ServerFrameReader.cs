namespace Millrace.Live.Wire;

/// <summary>Reads the frames of a server. Patches and documents are applied by a <see cref="LiveDocument"/>; here is their head.</summary>
public static class ServerFrameReader
{
    public static bool TryReadWelcome(ReadOnlySpan<byte> frame, out WelcomeFrame welcome, out WireError error)
    {
        var reader = WireReader.Begin(frame, FrameKind.Welcome);
        welcome = new WelcomeFrame(reader.Byte(), (WelcomeMode)reader.Byte(3, "there is no such way to go on"), reader.Number(), reader.Number(), reader.Number(),
            reader.Number(), reader.String());
        return reader.Done(ref welcome, out error);
    }

    /// <summary>Number and last event of patches or a document; what follows is not looked at.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> frame, out PatchesHead head, out WireError error)
    {
        var reader = new WireReader(frame, 0);
        byte kind = reader.Byte();
        if ((FrameKind)kind is not (FrameKind.Patches or FrameKind.PatchesWantingAck or FrameKind.Document))
        {
            reader.Fail("neither patches nor a document", 0);
        }

        uint sequence = reader.Number();
        head = new PatchesHead(sequence, reader.Number(), (FrameKind)kind != FrameKind.Patches);
        error = reader.Error;
        head = error.IsError ? default : head;
        return !error.IsError;
    }

    public static bool TryReadHandled(ReadOnlySpan<byte> frame, out uint lastEvent, out WireError error)
    {
        var reader = WireReader.Begin(frame, FrameKind.Handled);
        lastEvent = reader.Number();
        return reader.Done(ref lastEvent, out error);
    }

    public static bool TryReadPong(ReadOnlySpan<byte> frame, out ulong stamp, out WireError error)
    {
        var reader = WireReader.Begin(frame, FrameKind.Pong);
        stamp = reader.Long();
        return reader.Done(ref stamp, out error);
    }

    public static bool TryReadNotice(ReadOnlySpan<byte> frame, out NoticeFrame notice, out WireError error)
    {
        var reader = WireReader.Begin(frame, FrameKind.Notice);
        notice = new NoticeFrame((NoticeCode)reader.Byte(), reader.Number(), reader.String());
        return reader.Done(ref notice, out error);
    }

    public static bool TryReadGoodbye(ReadOnlySpan<byte> frame, out GoodbyeFrame goodbye, out WireError error)
    {
        var reader = WireReader.Begin(frame, FrameKind.Goodbye);
        goodbye = new GoodbyeFrame((GoodbyeReason)reader.Byte(), (GoodbyeAdvice)reader.Byte(2, "there is no such advice"), reader.Number(), reader.String());
        return reader.Done(ref goodbye, out error);
    }
}
