namespace Millrace.WebSockets.Frames;

/// <summary>Opcodes of RFC 6455 section 5.2; 3-7 and 11-15 are reserved.</summary>
internal enum Opcode : byte
{
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10,
}
