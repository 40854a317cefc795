using System.Buffers;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Wire;

/// <summary>One valid frame at least of every kind, from both sides.</summary>
internal static class SampleFrames
{
    private static readonly MouseEvent Mouse = new(120, -3, 7, 70_000, 2, 3, KeyModifiers.Ctrl | KeyModifiers.Meta);

    public static IReadOnlyList<byte[]> Client { get; } =
    [
        Made(w => ClientFrames.Hello(w, new HelloFrame(LiveProtocol.Version, true, false, "token-1", 0, "/bench?list=10", 1280, 720, -90))),
        Made(w => ClientFrames.Hello(w, new HelloFrame(LiveProtocol.Version, false, true, "", uint.MaxValue, "/", 0, 0, int.MinValue))),
        Made(w => ClientFrames.Ack(w, 300)),
        Made(w => ClientFrames.Resync(w, 12, true)),
        Made(w => ClientFrames.Ping(w, ulong.MaxValue)),
        Made(w => ClientFrames.Visibility(w, true)),
        .. new[] { 0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x18 }.Select(kind => Made(w => ClientFrames.Mouse(w, (EventKind)kind, 4, 17, Mouse))),
        Made(w => ClientFrames.Wheel(w, 5, 17, new WheelEvent(Mouse, -120, int.MaxValue))),
        Made(w => ClientFrames.Key(w, EventKind.KeyDown, 6, 3, new KeyEvent("ß", "Minus", KeyModifiers.Shift, true, false))),
        Made(w => ClientFrames.Key(w, EventKind.KeyUp, 7, 3, new KeyEvent("", "", KeyModifiers.None, false, true))),
        Made(w => ClientFrames.Text(w, EventKind.Input, 8, 200, "Grüße 🚀")),
        Made(w => ClientFrames.Text(w, EventKind.Change, 9, 200, "")),
        Made(w => ClientFrames.Toggle(w, 10, 5, true, "yes")),
        Made(w => ClientFrames.Choose(w, 11, 5, ["one", "", "three"])),
        Made(w => ClientFrames.Submit(w, 12, 5, [KeyValuePair.Create("name", "Ada"), KeyValuePair.Create("name", "<b>")])),
        Made(w => ClientFrames.Plain(w, EventKind.Reset, 13, 5)),
        Made(w => ClientFrames.Plain(w, EventKind.Focus, 14, 5)),
        Made(w => ClientFrames.Plain(w, EventKind.Blur, 15, 5)),
        Made(w => ClientFrames.Scroll(w, 16, 5, new ScrollEvent(-1, 2000, 800, 40_000, 800, uint.MaxValue))),
        Made(w => ClientFrames.Resize(w, 17, new ResizeEvent(1024, 768))),
        .. new[] { 0x70, 0x71, 0x72, 0x73 }.Select(kind =>
            Made(w => ClientFrames.Touch(w, (EventKind)kind, 18, 9, new TouchEvent([new TouchPoint(1, 2, -3), new TouchPoint(uint.MaxValue, 0, 0)], KeyModifiers.Alt)))),
        .. new[] { 0x78, 0x79, 0x7A, 0x7B, 0x7C }.Select(kind => Made(w => ClientFrames.Drag(w, (EventKind)kind, 19, 9, new DragEvent(1, 2, KeyModifiers.None, "")))),
        Made(w => ClientFrames.Drag(w, EventKind.Drop, 20, 9, new DragEvent(1, 2, KeyModifiers.Shift, "dropped"))),
        Made(w => ClientFrames.Custom(w, 21, 9, "chart", "{\"x\":1}")),
        Made(w => ClientFrames.Custom(w, uint.MaxValue, 0, "", "")),
        Made(w => ClientFrames.Navigate(w, 22, "/todo?done=1", true)),
    ];

    public static IReadOnlyList<byte[]> Server { get; } =
    [
        Made(w => ServerFrames.Welcome(w, new WelcomeFrame(LiveProtocol.Version, WelcomeMode.NewSession, 3, 9, 15, 65_536, "token-2"))),
        Patches(),
        Document(),
        Made(w => ServerFrames.Handled(w, 300)),
        Made(w => ServerFrames.Pong(w, 1UL << 63)),
        Made(w => ServerFrames.Notice(w, NoticeCode.HandlerFailed, 7, "incident 12")),
        Made(w => ServerFrames.Goodbye(w, GoodbyeReason.Evicted, GoodbyeAdvice.OfferReload, 1500, "the server is short of memory")),
    ];

    /// <summary>The document that <see cref="Patches"/> can be applied to; number 1.</summary>
    public static byte[] Document()
    {
        var writer = new DocumentWriter();
        writer.Begin(1, 0, "Title", "/", 2);
        writer.Element(1, "div", 2, 2);
        writer.Attribute("class", "box");
        writer.Attribute("x-own", "box");
        writer.TextNode(2, "Hello");
        writer.Element(3, "x-own", 0, 0);
        writer.Element(10, "ul", 0, 2);
        writer.Element(11, "li", 0, 1);
        writer.TextNode(12, "Hello");
        writer.Element(13, "li", 0, 1);
        writer.Raw(14, "<b>raw</b>");
        return writer.End().ToArray();
    }

    /// <summary>Every operation there is; number 2.</summary>
    public static byte[] Patches()
    {
        var writer = new PatchWriter();
        writer.Begin(2, 7);
        writer.SetText(2, "Changed");
        writer.SetAttribute(1, "title", "Changed");
        writer.SetAttribute(1, "x-other", "");
        writer.RemoveAttribute(1, "x-own");
        writer.Insert(10, 13, 20);
        writer.Element(20, "li", 1, 1);
        writer.Attribute("id", "twenty");
        writer.TextNode(21, "Changed");
        writer.Remove(11);
        writer.Move(13, 20);
        writer.Replace(3, 30);
        writer.Element(30, "input", 0, 0);
        writer.SetValue(30, "typed");
        writer.SetChecked(30, true);
        writer.Focus(30);
        writer.Blur(30);
        writer.ScrollTo(10, 0, -5, true);
        writer.AddClass(1, "on");
        writer.RemoveClass(1, "box");
        writer.SetStyle(1, "color", "red");
        writer.SetStyle(1, "x-style", "1");
        writer.RemoveStyle(1, "x-style");
        writer.Listen(30, "input.d150");
        writer.Message(30, "draw", "[1,2]");
        writer.Message(0, "draw", "");
        writer.PushUrl("/a");
        writer.ReplaceUrl("/b");
        writer.SetTitle("Changed");
        writer.Leave("/away");
        return writer.End(wantsAck: true).ToArray();
    }

    public static byte[] Made(Action<IBufferWriter<byte>> write)
    {
        var writer = new ArrayBufferWriter<byte>();
        write(writer);
        return writer.WrittenSpan.ToArray();
    }
}
