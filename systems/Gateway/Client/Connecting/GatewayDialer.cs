using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.Gateway.Client.Connecting;

/// <summary>Makes a connection to a gateway's backend port: TCP, and TLS where the address says so.</summary>
internal sealed class GatewayDialer(GatewayBackendOptions options)
{
    // A gateway whose machine is gone says nothing; after this long the kernel asks, and gives up some probes later.
    private const int KeepAliveSeconds = 15;

    /// <summary>Connects.</summary>
    /// <exception cref="GatewayUnavailableException">It did not come about in time, or at all; the message says what to look at.</exception>
    public async Task<Stream> ConnectAsync(Uri gateway, CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, options.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        Socket? socket = null;
        try
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveSeconds);
            await socket.ConnectAsync(new DnsEndPoint(gateway.IdnHost, gateway.Port), both.Token).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            return gateway.Scheme == "tls" ? await SecureAsync(stream, gateway, both.Token).ConfigureAwait(false) : stream;
        }
        catch (Exception exception) when (exception is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            socket?.Dispose();
            stop.ThrowIfCancellationRequested();
            throw new GatewayUnavailableException(Describe(exception), exception);
        }
    }

    private async Task<Stream> SecureAsync(NetworkStream stream, Uri gateway, CancellationToken stop)
    {
        var secure = new SslStream(stream);
        var settings = new SslClientAuthenticationOptions { TargetHost = gateway.IdnHost };
        if (options.TrustedAuthorities is { } authorities)
        {
            settings.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            settings.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        await secure.AuthenticateAsClientAsync(settings, stop).ConfigureAwait(false);
        return secure;
    }

    private string Describe(Exception exception) => exception switch
    {
        OperationCanceledException => $"No connection within {options.ConnectTimeout.TotalSeconds:0.###} s; is that the gateway's backend port?",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "Nobody listens there; is the gateway running, and is that its backend port?",
        SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } => "This program has as many files and sockets open as it may (ulimit -n).",
        AuthenticationException => "TLS failed; does the certificate have that name, is its authority trusted (TrustedAuthorities), and does the port speak TLS?",
        _ => "No connection came about.",
    };
}
