using System.Net;
using System.Net.Sockets;

namespace Millrace.Hosting.Admin;

/// <summary>Where the admin endpoint listens.</summary>
public sealed record AdminOptions
{
    /// <summary>The port tried where no address is given: the one that Prometheus exporters of OpenTelemetry use.</summary>
    public const int DefaultPort = 9464;

    /// <summary>Serves no admin endpoint at all. Default: it is served.</summary>
    public bool IsOff { get; init; }

    /// <summary>
    /// The address asked for; port 0 lets the system choose. It is plain HTTP without authentication: keep it on loopback or a
    /// private network. Default: null, which tries loopback port 9464 (any free port with a JSON ready line) and goes on
    /// without when it is taken; an address given here that cannot be had ends the server's start.
    /// </summary>
    public IPEndPoint? EndPoint { get; init; }

    /// <summary>The path of a Unix socket to listen on instead: for one process of several, whose supervisor answers for all. Default: null.</summary>
    public string? UnixSocket { get; init; }

    internal EndPoint EndPointFor(bool readyJson) =>
        UnixSocket is { } path ? new UnixDomainSocketEndPoint(path) : EndPoint ?? new IPEndPoint(IPAddress.Loopback, readyJson ? 0 : DefaultPort);
}
