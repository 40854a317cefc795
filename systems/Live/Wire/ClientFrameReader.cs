namespace Millrace.Live.Wire;

/// <summary>
/// Reads the frames of a client. <see cref="FrameKinds.OfClient"/> says which one it is. Each reader looks at the whole frame: where it returns false, the error says which byte
/// is wrong and why, and where it returns true everything in the frame can be read without another question.
/// </summary>
public static class ClientFrameReader
{
    private const int MostPairs = 1024;
    private const int MostTouches = 32;

    /// <summary>Reads <c>hello</c>. Of one in another version, only the version is read.</summary>
    public static bool TryReadHello(ReadOnlySpan<byte> frame, out HelloFrame hello, out WireError error)
    {
        hello = default;
        WireReader reader = WireReader.Begin(frame, FrameKind.Hello);
        byte version = reader.Byte();
        if (!reader.Failed && version != LiveProtocol.Version)
        {
            hello = new HelloFrame(version, false, false, "", 0, "", 0, 0, 0);
            error = default;
            return true;
        }

        byte flags = reader.Byte(3, "there is no such flag");
        hello = new HelloFrame(
            version, (flags & 1) != 0, (flags & 2) != 0, reader.String(), reader.Number(), reader.String(), reader.Number(), reader.Number(), reader.Signed());
        return reader.Done(ref hello, out error);
    }

    public static bool TryReadAck(ReadOnlySpan<byte> frame, out uint lastPatch, out WireError error)
    {
        WireReader reader = WireReader.Begin(frame, FrameKind.Ack);
        lastPatch = reader.Number();
        return reader.Done(ref lastPatch, out error);
    }

    public static bool TryReadResync(ReadOnlySpan<byte> frame, out uint lastPatch, out bool wantsDocument, out WireError error)
    {
        WireReader reader = WireReader.Begin(frame, FrameKind.Resync);
        lastPatch = reader.Number();
        wantsDocument = reader.Byte(1, "there is no such way to synchronise") == 1;
        return reader.Done(ref lastPatch, out error);
    }

    public static bool TryReadPing(ReadOnlySpan<byte> frame, out ulong stamp, out WireError error)
    {
        WireReader reader = WireReader.Begin(frame, FrameKind.Ping);
        stamp = reader.Long();
        return reader.Done(ref stamp, out error);
    }

    public static bool TryReadVisibility(ReadOnlySpan<byte> frame, out bool hidden, out WireError error)
    {
        WireReader reader = WireReader.Begin(frame, FrameKind.Visibility);
        hidden = reader.Byte(1, "a page is shown (0) or hidden (1)") == 1;
        return reader.Done(ref hidden, out error);
    }

    /// <summary>Reads an event: its head here, its body when the caller asks for it.</summary>
    public static bool TryReadEvent(ReadOnlySpan<byte> frame, out EventFrame @event, out WireError error)
    {
        var reader = new WireReader(frame, 0);
        byte kind = reader.Byte();
        if (!FrameKinds.IsEvent(kind))
        {
            reader.Fail("there is no event of that number", 0);
        }

        int at = reader.Position;
        uint sequence = reader.Number();
        if (sequence == 0)
        {
            reader.Fail("events are numbered from 1", at);
        }

        at = reader.Position;
        uint node = reader.Number();
        if ((EventKind)kind is EventKind.Resize or EventKind.Navigate && node != 0)
        {
            reader.Fail("that event is of the window, which is node 0", at);
        }

        int body = reader.Position;
        if (!reader.Failed)
        {
            Check((EventKind)kind, ref reader);
            reader.End();
        }

        error = reader.Error;
        @event = error.IsError ? default : new EventFrame((EventKind)kind, sequence, node, frame[body..]);
        return !error.IsError;
    }

    private static void Check(EventKind kind, ref WireReader reader)
    {
        switch (kind)
        {
            case EventKind.Input or EventKind.Change:
                reader.Rest();
                break;
            case (>= EventKind.Click and <= EventKind.MouseLeave) or EventKind.ContextMenu:
                CheckMouse(ref reader);
                break;
            case EventKind.Wheel:
                CheckMouse(ref reader);
                reader.Signed();
                reader.Signed();
                break;
            case EventKind.KeyDown or EventKind.KeyUp:
                reader.Text();
                reader.Text();
                CheckModifiers(ref reader);
                reader.Byte(3, "there is no such flag");
                break;
            case EventKind.Toggle:
                reader.Byte(1, "a box is clear (0) or checked (1)");
                reader.Rest();
                break;
            case EventKind.Choose or EventKind.Submit:
                int texts = reader.Count(MostPairs) * (kind == EventKind.Submit ? 2 : 1);
                for (int i = 0; i < texts && !reader.Failed; i++)
                {
                    reader.Text();
                }

                break;
            case EventKind.Scroll:
                CheckNumbers(6, ref reader);
                break;
            case EventKind.Resize:
                CheckNumbers(2, ref reader);
                break;
            case >= EventKind.TouchStart and <= EventKind.TouchCancel:
                CheckNumbers(reader.Count(MostTouches) * 3, ref reader);
                CheckModifiers(ref reader);
                break;
            case >= EventKind.DragStart and <= EventKind.DragOver:
                CheckNumbers(2, ref reader);
                CheckModifiers(ref reader);
                break;
            case EventKind.Drop:
                CheckNumbers(2, ref reader);
                CheckModifiers(ref reader);
                reader.Rest();
                break;
            case EventKind.Custom:
                reader.Text();
                reader.Rest();
                break;
            case EventKind.Navigate:
                reader.Byte(1, "there is no such flag");
                reader.Rest();
                break;
            default:
                break;
        }
    }

    private static void CheckMouse(ref WireReader reader)
    {
        CheckNumbers(4, ref reader);
        reader.Byte();
        reader.Byte();
        CheckModifiers(ref reader);
    }

    private static void CheckModifiers(ref WireReader reader) => reader.Byte(15, "there is no such modifier");

    private static void CheckNumbers(int count, ref WireReader reader)
    {
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            reader.Number();
        }
    }
}
