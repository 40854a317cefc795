using System.Buffers;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Wire;

/// <summary>Reads whatever it is given by the reader that it is for, and writes it again.</summary>
internal static class AnyFrame
{
    /// <summary>The frame of a client, read to its last field and written anew; null and the error where it is malformed.</summary>
    public static byte[]? OfClient(ReadOnlySpan<byte> frame, out WireError error)
    {
        var writer = new ArrayBufferWriter<byte>();
        switch (FrameKinds.OfClient(frame))
        {
            case FrameKind.Hello:
                if (!ClientFrameReader.TryReadHello(frame, out HelloFrame hello, out error))
                {
                    return null;
                }

                if (hello.Version != LiveProtocol.Version)
                {
                    return frame.ToArray();
                }

                ClientFrames.Hello(writer, hello);
                break;
            case FrameKind.Ack:
                if (!ClientFrameReader.TryReadAck(frame, out uint ack, out error))
                {
                    return null;
                }

                ClientFrames.Ack(writer, ack);
                break;
            case FrameKind.Resync:
                if (!ClientFrameReader.TryReadResync(frame, out uint last, out bool wantsDocument, out error))
                {
                    return null;
                }

                ClientFrames.Resync(writer, last, wantsDocument);
                break;
            case FrameKind.Ping:
                if (!ClientFrameReader.TryReadPing(frame, out ulong stamp, out error))
                {
                    return null;
                }

                ClientFrames.Ping(writer, stamp);
                break;
            case FrameKind.Visibility:
                if (!ClientFrameReader.TryReadVisibility(frame, out bool hidden, out error))
                {
                    return null;
                }

                ClientFrames.Visibility(writer, hidden);
                break;
            case FrameKind.Event:
                if (!ClientFrameReader.TryReadEvent(frame, out EventFrame e, out error))
                {
                    return null;
                }

                Write(writer, e);
                break;
            default:
                error = new WireError(0, "no frame of a client");
                return null;
        }

        return writer.WrittenSpan.ToArray();
    }

    /// <summary>The same for the frames of a server other than patches and documents.</summary>
    public static byte[]? OfServer(ReadOnlySpan<byte> frame, out WireError error)
    {
        var writer = new ArrayBufferWriter<byte>();
        switch (FrameKinds.OfServer(frame))
        {
            case FrameKind.Welcome:
                if (!ServerFrameReader.TryReadWelcome(frame, out WelcomeFrame welcome, out error))
                {
                    return null;
                }

                ServerFrames.Welcome(writer, welcome);
                break;
            case FrameKind.Handled:
                if (!ServerFrameReader.TryReadHandled(frame, out uint handled, out error))
                {
                    return null;
                }

                ServerFrames.Handled(writer, handled);
                break;
            case FrameKind.Pong:
                if (!ServerFrameReader.TryReadPong(frame, out ulong stamp, out error))
                {
                    return null;
                }

                ServerFrames.Pong(writer, stamp);
                break;
            case FrameKind.Notice:
                if (!ServerFrameReader.TryReadNotice(frame, out NoticeFrame notice, out error))
                {
                    return null;
                }

                ServerFrames.Notice(writer, notice.Code, notice.Node, notice.Message);
                break;
            case FrameKind.Goodbye:
                if (!ServerFrameReader.TryReadGoodbye(frame, out GoodbyeFrame goodbye, out error))
                {
                    return null;
                }

                ServerFrames.Goodbye(writer, goodbye.Reason, goodbye.Advice, goodbye.AfterMilliseconds, goodbye.Message);
                break;
            default:
                error = new WireError(0, "no frame of a server");
                return null;
        }

        return writer.WrittenSpan.ToArray();
    }

    private static void Write(IBufferWriter<byte> writer, in EventFrame e)
    {
        switch (e.Kind)
        {
            case EventKind.Wheel:
                ClientFrames.Wheel(writer, e.Sequence, e.Node, e.ReadWheel());
                break;
            case (>= EventKind.Click and <= EventKind.MouseLeave) or EventKind.ContextMenu:
                ClientFrames.Mouse(writer, e.Kind, e.Sequence, e.Node, e.ReadMouse());
                break;
            case EventKind.KeyDown or EventKind.KeyUp:
                ClientFrames.Key(writer, e.Kind, e.Sequence, e.Node, e.ReadKey());
                break;
            case EventKind.Input or EventKind.Change:
                Assert.Null(e.ReadChange().Checked);
                ClientFrames.Text(writer, e.Kind, e.Sequence, e.Node, e.ReadText());
                break;
            case EventKind.Toggle:
                ChangeEvent box = e.ReadChange();
                ClientFrames.Toggle(writer, e.Sequence, e.Node, box.Checked!.Value, e.ReadText());
                break;
            case EventKind.Choose:
                ClientFrames.Choose(writer, e.Sequence, e.Node, e.ReadChange().Values);
                break;
            case EventKind.Submit:
                ClientFrames.Submit(writer, e.Sequence, e.Node, e.ReadSubmit().Fields);
                break;
            case EventKind.Scroll:
                ClientFrames.Scroll(writer, e.Sequence, e.Node, e.ReadScroll());
                break;
            case EventKind.Resize:
                ClientFrames.Resize(writer, e.Sequence, e.ReadResize());
                break;
            case >= EventKind.TouchStart and <= EventKind.TouchCancel:
                ClientFrames.Touch(writer, e.Kind, e.Sequence, e.Node, e.ReadTouch());
                break;
            case >= EventKind.DragStart and <= EventKind.Drop:
                ClientFrames.Drag(writer, e.Kind, e.Sequence, e.Node, e.ReadDrag());
                break;
            case EventKind.Custom:
                CustomEvent custom = e.ReadCustom();
                ClientFrames.Custom(writer, e.Sequence, e.Node, custom.Name, custom.Detail);
                break;
            case EventKind.Navigate:
                string url = e.ReadNavigate(out bool fromHistory);
                ClientFrames.Navigate(writer, e.Sequence, url, fromHistory);
                break;
            default:
                ClientFrames.Plain(writer, e.Kind, e.Sequence, e.Node);
                break;
        }
    }
}
