namespace Millrace.Gateway.Wire;

/// <summary>Where a gateway is found, as server and clients agree on it unless told otherwise.</summary>
public static class GatewayAddress
{
    /// <summary>The port for WebSocket clients.</summary>
    public const int DefaultPort = 8080;

    /// <summary>The port for backends.</summary>
    public const int DefaultBackendPort = 8081;

    /// <summary>The start of every path that is a WebSocket; what follows is the application's, such as a room.</summary>
    public const string DefaultPathPrefix = "/ws/";
}
