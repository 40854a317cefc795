using System.Buffers;

namespace Millrace.Live.Wire;

/// <summary>Writes the frames of a client, for load and tests; the browser's script has its own.</summary>
public static class ClientFrames
{
    public static void Hello(IBufferWriter<byte> writer, in HelloFrame hello)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Hello, 8, FrameBytes.Most(hello.Token) + FrameBytes.Most(hello.Url));
        frame.Byte(hello.Version);
        frame.Byte((byte)((hello.WantsDocument ? 1 : 0) | (hello.Hidden ? 2 : 0)));
        frame.Text(hello.Token);
        frame.Number(hello.LastPatch);
        frame.Text(hello.Url);
        frame.Number(hello.Width);
        frame.Number(hello.Height);
        frame.Signed(hello.MinutesAhead);
        frame.Done();
    }

    public static void Ack(IBufferWriter<byte> writer, uint lastPatch)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Ack, 1);
        frame.Number(lastPatch);
        frame.Done();
    }

    public static void Resync(IBufferWriter<byte> writer, uint lastPatch, bool wantsDocument)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Resync, 2);
        frame.Number(lastPatch);
        frame.Byte(wantsDocument ? (byte)1 : (byte)0);
        frame.Done();
    }

    public static void Ping(IBufferWriter<byte> writer, ulong stamp)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Ping, 1);
        frame.Number(stamp);
        frame.Done();
    }

    public static void Visibility(IBufferWriter<byte> writer, bool hidden)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Visibility, 1);
        frame.Byte(hidden ? (byte)1 : (byte)0);
        frame.Done();
    }

    /// <summary>A mouse event other than the wheel.</summary>
    public static void Mouse(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node, MouseEvent mouse)
    {
        FrameBytes frame = Event(writer, kind, sequence, node, 7);
        Put(ref frame, mouse);
        frame.Done();
    }

    public static void Wheel(IBufferWriter<byte> writer, uint sequence, uint node, WheelEvent wheel)
    {
        ArgumentNullException.ThrowIfNull(wheel);
        FrameBytes frame = Event(writer, EventKind.Wheel, sequence, node, 9);
        Put(ref frame, wheel.Mouse);
        frame.Signed(wheel.DeltaX);
        frame.Signed(wheel.DeltaY);
        frame.Done();
    }

    public static void Key(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node, KeyEvent key)
    {
        ArgumentNullException.ThrowIfNull(key);
        FrameBytes frame = Event(writer, kind, sequence, node, 4, FrameBytes.Most(key.Key) + FrameBytes.Most(key.Code));
        frame.Text(key.Key);
        frame.Text(key.Code);
        frame.Byte((byte)key.Modifiers);
        frame.Byte((byte)((key.Repeat ? 1 : 0) | (key.Composing ? 2 : 0)));
        frame.Done();
    }

    /// <summary><c>input</c> or <c>change</c> of a field with one value, as UTF-8.</summary>
    public static void Text(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node, ReadOnlySpan<byte> utf8Value)
    {
        FrameBytes frame = Event(writer, kind, sequence, node, 0, utf8Value.Length);
        frame.Rest(utf8Value);
        frame.Done();
    }

    /// <summary><c>input</c> or <c>change</c> of a field with one value.</summary>
    public static void Text(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        FrameBytes frame = Event(writer, kind, sequence, node, 0, FrameBytes.Most(value));
        frame.Rest(value);
        frame.Done();
    }

    public static void Toggle(IBufferWriter<byte> writer, uint sequence, uint node, bool isChecked, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        FrameBytes frame = Event(writer, EventKind.Toggle, sequence, node, 1, FrameBytes.Most(value));
        frame.Byte(isChecked ? (byte)1 : (byte)0);
        frame.Rest(value);
        frame.Done();
    }

    public static void Choose(IBufferWriter<byte> writer, uint sequence, uint node, IReadOnlyList<string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        FrameBytes frame = Event(writer, EventKind.Choose, sequence, node, 1 + values.Count, values.Sum(FrameBytes.Most));
        frame.Number((uint)values.Count);
        foreach (string value in values)
        {
            frame.Text(value);
        }

        frame.Done();
    }

    public static void Submit(IBufferWriter<byte> writer, uint sequence, uint node, IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        FrameBytes frame = Event(
            writer, EventKind.Submit, sequence, node, 1 + (fields.Count * 2), fields.Sum(field => FrameBytes.Most(field.Key) + FrameBytes.Most(field.Value)));
        frame.Number((uint)fields.Count);
        foreach ((string name, string value) in fields)
        {
            frame.Text(name);
            frame.Text(value);
        }

        frame.Done();
    }

    /// <summary>An event without a body: reset, focus, blur.</summary>
    public static void Plain(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node) => Event(writer, kind, sequence, node, 0).Done();

    public static void Scroll(IBufferWriter<byte> writer, uint sequence, uint node, ScrollEvent scroll)
    {
        ArgumentNullException.ThrowIfNull(scroll);
        FrameBytes frame = Event(writer, EventKind.Scroll, sequence, node, 6);
        frame.Signed(scroll.Left);
        frame.Signed(scroll.Top);
        frame.Number((uint)scroll.ContentWidth);
        frame.Number((uint)scroll.ContentHeight);
        frame.Number((uint)scroll.ViewWidth);
        frame.Number((uint)scroll.ViewHeight);
        frame.Done();
    }

    public static void Resize(IBufferWriter<byte> writer, uint sequence, ResizeEvent resize)
    {
        ArgumentNullException.ThrowIfNull(resize);
        FrameBytes frame = Event(writer, EventKind.Resize, sequence, 0, 2);
        frame.Number((uint)resize.Width);
        frame.Number((uint)resize.Height);
        frame.Done();
    }

    public static void Touch(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node, TouchEvent touch)
    {
        ArgumentNullException.ThrowIfNull(touch);
        FrameBytes frame = Event(writer, kind, sequence, node, 2 + (touch.Points.Count * 3));
        frame.Number((uint)touch.Points.Count);
        foreach (TouchPoint point in touch.Points)
        {
            frame.Number((uint)point.Id);
            frame.Signed(point.X);
            frame.Signed(point.Y);
        }

        frame.Byte((byte)touch.Modifiers);
        frame.Done();
    }

    public static void Drag(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node, DragEvent drag)
    {
        ArgumentNullException.ThrowIfNull(drag);
        FrameBytes frame = Event(writer, kind, sequence, node, 3, FrameBytes.Most(drag.Data));
        frame.Signed(drag.X);
        frame.Signed(drag.Y);
        frame.Byte((byte)drag.Modifiers);
        frame.Rest(drag.Data);
        frame.Done();
    }

    public static void Custom(IBufferWriter<byte> writer, uint sequence, uint node, string name, string detailJson)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(detailJson);
        FrameBytes frame = Event(writer, EventKind.Custom, sequence, node, 1, FrameBytes.Most(name) + FrameBytes.Most(detailJson));
        frame.Text(name);
        frame.Rest(detailJson);
        frame.Done();
    }

    public static void Navigate(IBufferWriter<byte> writer, uint sequence, string url, bool fromHistory)
    {
        ArgumentNullException.ThrowIfNull(url);
        FrameBytes frame = Event(writer, EventKind.Navigate, sequence, 0, 1, FrameBytes.Most(url));
        frame.Byte(fromHistory ? (byte)1 : (byte)0);
        frame.Rest(url);
        frame.Done();
    }

    private static FrameBytes Event(IBufferWriter<byte> writer, EventKind kind, uint sequence, uint node, int numbers, int textBytes = 0)
    {
        var frame = new FrameBytes(writer, (byte)kind, 2 + numbers, textBytes);
        frame.Number(sequence);
        frame.Number(node);
        return frame;
    }

    private static void Put(ref FrameBytes frame, MouseEvent mouse)
    {
        ArgumentNullException.ThrowIfNull(mouse);
        frame.Signed(mouse.X);
        frame.Signed(mouse.Y);
        frame.Signed(mouse.OffsetX);
        frame.Signed(mouse.OffsetY);
        frame.Byte((byte)mouse.Button);
        frame.Byte((byte)mouse.Buttons);
        frame.Byte((byte)mouse.Modifiers);
    }
}
