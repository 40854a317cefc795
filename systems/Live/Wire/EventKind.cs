namespace Millrace.Live.Wire;

/// <summary>What happened in the browser: the first byte of an event's frame.</summary>
public enum EventKind : byte
{
    None = 0,
    Click = 0x10,
    DoubleClick = 0x11,
    MouseDown = 0x12,
    MouseUp = 0x13,
    MouseMove = 0x14,
    MouseEnter = 0x15,
    MouseLeave = 0x16,
    Wheel = 0x17,
    ContextMenu = 0x18,
    KeyDown = 0x20,
    KeyUp = 0x21,
    Input = 0x30,
    Change = 0x31,

    /// <summary>A checkbox or a radio button changed.</summary>
    Toggle = 0x32,

    /// <summary>A select with several choices changed.</summary>
    Choose = 0x33,

    Submit = 0x40,
    Reset = 0x41,
    Focus = 0x50,
    Blur = 0x51,
    Scroll = 0x60,
    Resize = 0x61,
    TouchStart = 0x70,
    TouchMove = 0x71,
    TouchEnd = 0x72,
    TouchCancel = 0x73,
    DragStart = 0x78,
    DragEnd = 0x79,
    DragEnter = 0x7A,
    DragLeave = 0x7B,
    DragOver = 0x7C,
    Drop = 0x7D,

    /// <summary>Raised by a hook or by <c>live.send</c>.</summary>
    Custom = 0x7E,

    Navigate = 0x7F,
}
