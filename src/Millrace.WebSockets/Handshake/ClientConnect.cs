using System.Net;
using System.Net.Security;
using Millrace.Shards;

namespace Millrace.WebSockets.Handshake;

/// <summary>A client's way to a connection: name, TCP, TLS, upgrade, within one time limit.</summary>
internal sealed class ClientConnect(Shard shard, Uri address, WebSocketClientOptions options)
{
    private WebSocketConnectStage _stage = WebSocketConnectStage.Resolve;

    public async ValueTask<WebSocketLink> RunAsync(CancellationToken cancellationToken)
    {
        ThrowIfUnusable();
        using var timer = new HandshakeTimer(shard, options.ConnectTimeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            IPAddress[] candidates = options.ConnectTo is { } elsewhere ? [elsewhere.Address] : await ResolveAsync(either.Token);
            _stage = WebSocketConnectStage.Connect;
            Link link = await ConnectAnyAsync(candidates, either.Token);
            if (address.Scheme == Uri.UriSchemeWss)
            {
                _stage = WebSocketConnectStage.Tls;
                link = await SecureAsync(link, either.Token);
            }

            _stage = WebSocketConnectStage.Upgrade;
            return await new ClientHandshake(link, address, options).RunAsync(either.Token);
        }
        catch (OperationCanceledException e) when (timer.HasExpired && !cancellationToken.IsCancellationRequested)
        {
            throw new WebSocketConnectException(
                _stage,
                $"{address.GetLeftPart(UriPartial.Path)} did not complete the {_stage} stage within the connect timeout of "
                    + $"{options.ConnectTimeout.TotalSeconds:0.###} s.",
                e)
            {
                IsTimeout = true,
            };
        }
    }

    private void ThrowIfUnusable()
    {
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeWs && address.Scheme != Uri.UriSchemeWss))
        {
            throw new ArgumentException($"'{address}' is no WebSocket address; write ws://host:port/path or wss://host:port/path.", nameof(address));
        }

        if (address.Fragment.Length > 0)
        {
            throw new ArgumentException($"'{address}' has a fragment (#), which a WebSocket address must not have; remove it.", nameof(address));
        }

        OptionErrors.ThrowIfAny(options.Validate(), nameof(options));
    }

    private async ValueTask<IPAddress[]> ResolveAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(address.IdnHost, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            // On the thread pool: the shard's loop never waits for a name server.
            return await Dns.GetHostAddressesAsync(address.IdnHost, cancellationToken);
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new WebSocketConnectException(
                WebSocketConnectStage.Resolve,
                $"The host name '{address.IdnHost}' could not be resolved: {e.Message}. Check the name and this machine's DNS.",
                e);
        }
    }

    private async ValueTask<Link> ConnectAnyAsync(IPAddress[] candidates, CancellationToken cancellationToken)
    {
        int port = options.ConnectTo?.Port ?? address.Port;
        LinkException? last = null;
        foreach (IPAddress candidate in candidates)
        {
            try
            {
                return await shard.ConnectAsync(new IPEndPoint(candidate, port), cancellationToken);
            }
            catch (LinkException e)
            {
                // Expected: the next address may be reachable; "localhost" often names ::1 first where nobody listens.
                last = e;
            }
        }

        string tried = string.Join(", ", candidates.AsEnumerable());
        throw new WebSocketConnectException(
            WebSocketConnectStage.Connect,
            $"No TCP connection to {address.IdnHost}:{port} ({tried}): {last?.Message ?? "the name has no address"}",
            last);
    }

    private async ValueTask<Link> SecureAsync(Link link, CancellationToken cancellationToken)
    {
        // TargetHost is the one setting that follows the address, so options shared by many connections must not be written to.
        SslClientAuthenticationOptions tls = options.Tls ?? new SslClientAuthenticationOptions();
        if (string.IsNullOrEmpty(tls.TargetHost))
        {
            tls = new SslClientAuthenticationOptions
            {
                TargetHost = address.IdnHost,
                AllowRenegotiation = tls.AllowRenegotiation,
                AllowTlsResume = tls.AllowTlsResume,
                CertificateChainPolicy = tls.CertificateChainPolicy,
                CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode,
                CipherSuitesPolicy = tls.CipherSuitesPolicy,
                ClientCertificateContext = tls.ClientCertificateContext,
                ClientCertificates = tls.ClientCertificates,
                EnabledSslProtocols = tls.EnabledSslProtocols,
                EncryptionPolicy = tls.EncryptionPolicy,
                LocalCertificateSelectionCallback = tls.LocalCertificateSelectionCallback,
                RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback,
            };
        }

        try
        {
            return await TlsLink.AsClientAsync(link, tls, cancellationToken);
        }
        catch (LinkException e)
        {
            throw new WebSocketConnectException(
                WebSocketConnectStage.Tls, $"The TLS handshake with {tls.TargetHost} ({address.Host}:{address.Port}) failed: {e.Message}", e);
        }
    }
}
