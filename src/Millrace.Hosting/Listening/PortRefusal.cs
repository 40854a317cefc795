using System.Net;
using System.Net.Sockets;

namespace Millrace.Hosting.Listening;

/// <summary>Why an address cannot be listened on, in words for the operator.</summary>
internal static class PortRefusal
{
    /// <summary>One or two sentences; <paramref name="what"/> begins the first.</summary>
    public static string Explain(string what, EndPoint endPoint, SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse =>
            $"{what} cannot have {endPoint}: another program listens there. Choose another port, or port 0 for any free one.",
        SocketError.AddressNotAvailable =>
            $"{what} cannot have {endPoint}: this machine has no such address. Use 127.0.0.1, or an address that it has.",
        SocketError.AccessDenied =>
            $"{what} cannot have {endPoint}: the system does not allow it. Ports below 1024 need a privilege; choose a higher one.",
        _ => $"{what} cannot have {endPoint}: the system says {error}. Choose another address or port.",
    };
}
