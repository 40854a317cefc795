using System.Net.Sockets;

namespace Millrace.Shards.Portable;

/// <summary>.NET's socket errors in a link's words.</summary>
internal static class SocketErrors
{
    public static LinkException ToLinkException(SocketException e, string what)
    {
        LinkError error = e.SocketErrorCode switch
        {
            SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => LinkError.Reset,
            SocketError.ConnectionRefused => LinkError.Refused,
            SocketError.TimedOut => LinkError.TimedOut,
            SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown => LinkError.Unreachable,
            SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable => LinkError.DescriptorsExhausted,
            SocketError.AddressAlreadyInUse => LinkError.AddressInUse,
            SocketError.AddressNotAvailable => LinkError.PortsExhausted,
            SocketError.AccessDenied => LinkError.AccessDenied,
            SocketError.OperationAborted or SocketError.Interrupted => LinkError.Closed,
            _ => LinkError.Other,
        };
        return new LinkException(error, $"{what}: {e.Message}", e);
    }
}
