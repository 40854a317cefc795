namespace Millrace.Live.Wire;

/// <summary>The first byte of a frame. From <c>10</c> to <c>7F</c> it is an <see cref="EventKind"/>, for which <see cref="Event"/> stands here.</summary>
public enum FrameKind : byte
{
    None = 0,
    Hello = 0x01,
    Ack = 0x02,
    Resync = 0x03,
    Ping = 0x04,
    Visibility = 0x05,

    /// <summary>Any of the events; never on the wire itself (<c>10</c> is a click).</summary>
    Event = 0x10,

    Welcome = 0x81,
    Patches = 0x82,
    PatchesWantingAck = 0x83,
    Document = 0x84,
    Handled = 0x85,
    Pong = 0x86,
    Notice = 0x87,
    Goodbye = 0x88,
}
