namespace Millrace.Live.Wire;

/// <summary>Numbers that both sides of the protocol know; <c>PROTOCOL.md</c> beside this file has the layout of every frame.</summary>
public static class LiveProtocol
{
    /// <summary>The version spoken here, first in <c>hello</c> and <c>welcome</c>.</summary>
    public const byte Version = 1;

    /// <summary>The WebSocket subprotocol.</summary>
    public const string Subprotocol = "millrace-live.1";

    /// <summary>The longest frame a client may send unless <c>welcome</c> says another, in bytes.</summary>
    public const int DefaultLargestClientFrame = 64 * 1024;

    /// <summary>The longest frame a server may send, in bytes.</summary>
    public const int LargestServerFrame = 16 * 1024 * 1024;
}
