namespace Millrace.Gateway.Wire;

/// <summary>What the gateway has agreed to in answer to a hello.</summary>
/// <param name="Version">The version of the extended protocol.</param>
/// <param name="Acknowledges">Events carry numbers and wait for acknowledgement.</param>
/// <param name="Binary">Binary messages come as they are.</param>
/// <param name="MaxLineBytes">The longest line that the gateway takes, in bytes.</param>
/// <param name="HeartbeatSeconds">Seconds between two heartbeats.</param>
public sealed record GatewayWelcome(int Version, bool Acknowledges, bool Binary, int MaxLineBytes, int HeartbeatSeconds)
{
    /// <summary>No welcome.</summary>
    public static GatewayWelcome None { get; } = new(0, false, false, 0, 0);
}
