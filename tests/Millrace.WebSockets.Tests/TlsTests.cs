using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millrace.Shards;

namespace Millrace.WebSockets.Tests;

public sealed class TlsTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_connection_over_tls_echoes_and_closes(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using TcpListener listener = shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Task serving = Serve(listener, stop);
        var tls = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=test" };
        WebSocketLink client = await WebSocketClient.ConnectAsync(
            shard, new Uri($"wss://127.0.0.1:{listener.LocalEndPoint.Port}/"), new WebSocketClientOptions { Tls = tls }, stop);
        Assert.Null(tls.TargetHost);
        for (int size = 1; size < 500_000; size *= 7)
        {
            byte[] payload = RandomNumberGenerator.GetBytes(size);
            await client.SendAsync(WebSocketMessageKind.Binary, payload, stop);
            Assert.True((await client.ReceiveAsync(stop)).Payload.Span.SequenceEqual(payload));
        }

        await client.CloseAsync(cancellationToken: stop);
        Assert.Equal(WebSocketCloseKind.ByUs, client.CloseKind);
        await serving;
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_certificate_that_is_not_trusted_fails_at_the_tls_stage(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        using TcpListener listener = shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Task serving = Serve(listener, stop);
        WebSocketConnectException failure = await Assert.ThrowsAsync<WebSocketConnectException>(async () => await WebSocketClient.ConnectAsync(
            shard, new Uri($"wss://127.0.0.1:{listener.LocalEndPoint.Port}/"), null, stop));
        Assert.Equal(WebSocketConnectStage.Tls, failure.Stage);

        // In TLS 1.3 the server's handshake may be done before the client's alert arrives; then its upgrade is what fails.
        Assert.True(await Record.ExceptionAsync(() => serving) is null or LinkException);
    });

    private static async Task Serve(TcpListener listener, CancellationToken stop)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 certificate = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        TcpLink tcp = await listener.AcceptAsync(stop);
        TlsLink tls = await TlsLink.AsServerAsync(tcp, new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop);
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(tls, WebSocketServerOptions.Default, stop);
        if (accept.IsAccepted)
        {
            await WebSocketLinkTests.Echo(accept.Link, stop);
        }
    }
}
