namespace Millrace.WebSockets;

/// <summary>What a received message is; the values of data kinds are RFC 6455's opcodes.</summary>
public enum WebSocketMessageKind : byte
{
    /// <summary>UTF-8 text; received text has been validated.</summary>
    Text = 1,

    /// <summary>Arbitrary bytes.</summary>
    Binary = 2,

    /// <summary>The connection has ended: nothing more is received.</summary>
    Close = 8,
}
