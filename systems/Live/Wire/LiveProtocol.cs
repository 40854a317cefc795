namespace Millrace.Live.Wire;

/// <summary>Numbers that both sides of the protocol know; <c>PROTOCOL.md</c> beside this file has the layout of every frame.</summary>
public static class LiveProtocol
{
    /// <summary>The version spoken here, first in <c>hello</c> and <c>welcome</c>.</summary>
    public const byte Version = 1;

    /// <summary>The WebSocket subprotocol.</summary>
    public const string Subprotocol = "millrace-live.1";

    /// <summary>The reason that a client gives, with close code 1000, for leaving for good: its session ends. After any other end of its connection the session waits for it to come back.</summary>
    public const string Left = "left";

    /// <summary>The longest frame a client may send unless <c>welcome</c> says another, in bytes.</summary>
    public const int DefaultLargestClientFrame = 64 * 1024;

    /// <summary>The longest frame a server may send, in bytes.</summary>
    public const int LargestServerFrame = 16 * 1024 * 1024;
}
