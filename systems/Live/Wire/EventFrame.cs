using System.Text;

namespace Millrace.Live.Wire;

/// <summary>
/// An event as it came, checked from its first byte to its last by <see cref="ClientFrameReader.TryReadEvent"/>, and valid as long as the message's bytes are.
/// The body becomes an object only where a handler wants it; asking for another kind's body is an <see cref="InvalidOperationException"/>.
/// </summary>
public readonly ref struct EventFrame
{
    internal EventFrame(EventKind kind, uint sequence, uint node, ReadOnlySpan<byte> body)
    {
        Kind = kind;
        Sequence = sequence;
        Node = node;
        Body = body;
    }

    /// <summary>What happened.</summary>
    public EventKind Kind { get; }

    /// <summary>Its number.</summary>
    public uint Sequence { get; }

    /// <summary>Where it happened; 0 for the window.</summary>
    public uint Node { get; }

    /// <summary>What follows the node.</summary>
    public ReadOnlySpan<byte> Body { get; }

    /// <summary>The value of <c>input</c> and of a plain <c>change</c>, as UTF-8.</summary>
    public ReadOnlySpan<byte> Utf8Value => Kind is EventKind.Input or EventKind.Change ? Body : throw Wrong("a value");

    /// <summary>The value of <c>input</c>, <c>change</c> and of a changed box.</summary>
    public string ReadText() => Kind == EventKind.Toggle ? Encoding.UTF8.GetString(Body[1..]) : Encoding.UTF8.GetString(Utf8Value);

    public ChangeEvent ReadChange()
    {
        switch (Kind)
        {
            case EventKind.Input or EventKind.Change:
                string value = ReadText();
                return new ChangeEvent(value, null, [value]);
            case EventKind.Toggle:
                string box = ReadText();
                return new ChangeEvent(box, Body[0] == 1, [box]);
            case EventKind.Choose:
                WireReader reader = Reader();
                string[] values = new string[reader.Number()];
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = reader.String();
                }

                return new ChangeEvent(values.Length > 0 ? values[0] : "", null, values);
            default:
                throw Wrong("a changed field");
        }
    }

    public MouseEvent ReadMouse()
    {
        WireReader reader = Reader();
        return Kind is (>= EventKind.Click and <= EventKind.MouseLeave) or EventKind.ContextMenu ? Mouse(ref reader) : throw Wrong("the mouse");
    }

    public WheelEvent ReadWheel()
    {
        WireReader reader = Reader();
        return Kind == EventKind.Wheel ? new WheelEvent(Mouse(ref reader), reader.Signed(), reader.Signed()) : throw Wrong("the wheel");
    }

    public KeyEvent ReadKey()
    {
        if (Kind is not (EventKind.KeyDown or EventKind.KeyUp))
        {
            throw Wrong("a key");
        }

        WireReader reader = Reader();
        string key = reader.String();
        string code = reader.String();
        var modifiers = (KeyModifiers)reader.Byte();
        byte flags = reader.Byte();
        return new KeyEvent(key, code, modifiers, (flags & 1) != 0, (flags & 2) != 0);
    }

    public SubmitEvent ReadSubmit()
    {
        if (Kind != EventKind.Submit)
        {
            throw Wrong("a form");
        }

        WireReader reader = Reader();
        var fields = new KeyValuePair<string, string>[reader.Number()];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = KeyValuePair.Create(reader.String(), reader.String());
        }

        return new SubmitEvent(fields);
    }

    public ScrollEvent ReadScroll()
    {
        WireReader reader = Reader();
        return Kind == EventKind.Scroll
            ? new ScrollEvent(reader.Signed(), reader.Signed(), reader.Number(), reader.Number(), reader.Number(), reader.Number())
            : throw Wrong("scrolling");
    }

    public ResizeEvent ReadResize()
    {
        WireReader reader = Reader();
        return Kind == EventKind.Resize ? new ResizeEvent(reader.Number(), reader.Number()) : throw Wrong("the window's size");
    }

    public TouchEvent ReadTouch()
    {
        if (Kind is not (>= EventKind.TouchStart and <= EventKind.TouchCancel))
        {
            throw Wrong("a touch");
        }

        WireReader reader = Reader();
        var points = new TouchPoint[reader.Number()];
        for (int i = 0; i < points.Length; i++)
        {
            points[i] = new TouchPoint(reader.Number(), reader.Signed(), reader.Signed());
        }

        return new TouchEvent(points, (KeyModifiers)reader.Byte());
    }

    public DragEvent ReadDrag()
    {
        WireReader reader = Reader();
        return Kind is >= EventKind.DragStart and <= EventKind.Drop
            ? new DragEvent(reader.Signed(), reader.Signed(), (KeyModifiers)reader.Byte(), Encoding.UTF8.GetString(reader.Rest()))
            : throw Wrong("something dragged");
    }

    public CustomEvent ReadCustom()
    {
        WireReader reader = Reader();
        return Kind == EventKind.Custom ? new CustomEvent(reader.String(), Encoding.UTF8.GetString(reader.Rest())) : throw Wrong("a custom event");
    }

    /// <summary>Where the window goes: path and query.</summary>
    /// <param name="fromHistory">By the browser's back or forward.</param>
    public string ReadNavigate(out bool fromHistory)
    {
        if (Kind != EventKind.Navigate)
        {
            throw Wrong("a navigation");
        }

        fromHistory = Body[0] == 1;
        return Encoding.UTF8.GetString(Body[1..]);
    }

    private static MouseEvent Mouse(ref WireReader reader) =>
        new(reader.Signed(), reader.Signed(), reader.Signed(), reader.Signed(), reader.Byte(), reader.Byte(), (KeyModifiers)reader.Byte());

    private WireReader Reader() => new(Body, 0);

    private InvalidOperationException Wrong(string what) => new($"The event is {Kind}, which tells nothing of {what}.");
}
