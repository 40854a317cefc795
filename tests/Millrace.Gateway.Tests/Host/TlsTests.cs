using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Gateway.Host;
using Millrace.Gateway.Host.Admission;
using Millrace.Hosting;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose() => _certificate.Dispose();

    [Theory(Timeout = 120_000), BothKinds]
    public async Task With_a_certificate_the_port_is_wss_and_echoes(ShardKind kind)
    {
        await using GatewayInTest gateway = await StartAsync(kind);
        using ClientWebSocket client = await gateway.ConnectAsync(Trust);
        byte[] message = new byte[100_000];
        new Random(2).NextBytes(message);

        Assert.Equal("wss", gateway.Url.Scheme);
        await EchoTests.AssertEchoesAsync(client, WebSocketMessageType.Binary, message);
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stopping);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Open) == 0);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Who_speaks_no_tls_is_refused_and_costs_nobody_else(ShardKind kind)
    {
        await using GatewayInTest gateway = await StartAsync(kind);
        using ClientWebSocket other = await gateway.ConnectAsync(Trust);
        using RawClient client = await RawClient.ConnectNewAsync(gateway.Port);
        await client.SendAsync(RawClient.Upgrade());

        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Tls]) == 1);
        await EchoTests.AssertEchoesAsync(other, WebSocketMessageType.Text, "still here"u8.ToArray());
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_tls_handshake_that_never_comes_is_cut_at_the_timeout(ShardKind kind)
    {
        await using GatewayInTest gateway = await StartAsync(kind, TimeSpan.FromMilliseconds(150));
        using RawClient client = await RawClient.ConnectNewAsync(gateway.Port);

        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Timeout]) == 1);
        Assert.True(await client.IsEndedAsync());
    }

    [Fact]
    public async Task A_certificate_that_is_missing_or_does_not_fit_its_key_is_told_before_the_port_opens()
    {
        File.WriteAllText(Path.Combine(_certificate.Folder, "other.pem"), ECDsa.Create().ExportPkcs8PrivateKeyPem());

        Assert.Contains("cannot be read", await StartErrorAsync("missing.pem", "key.pem"), StringComparison.Ordinal);
        Assert.Contains("hold no usable certificate and key", await StartErrorAsync("cert.pem", "other.pem"), StringComparison.Ordinal);
        Assert.Contains("hold no usable certificate and key", await StartErrorAsync("cert.pem", null), StringComparison.Ordinal);
    }

    private void Trust(ClientWebSocketOptions options) => options.RemoteCertificateValidationCallback = (_, certificate, _, _) => _certificate.Is(certificate);

    private Task<GatewayInTest> StartAsync(ShardKind kind, TimeSpan? handshakeTimeout = null) => GatewayInTest.StartAsync(kind, options => options with
    {
        CertificateFile = _certificate.CertificateFile,
        KeyFile = _certificate.KeyFile,
        HandshakeTimeout = handshakeTimeout ?? options.HandshakeTimeout,
    });

    private async Task<string> StartErrorAsync(string certificate, string? key)
    {
        await using GatewayServer server = GatewayServer.Echo(
            new GatewayOptions
            {
                Port = 0,
                CertificateFile = Path.Combine(_certificate.Folder, certificate),
                KeyFile = key is null ? null : Path.Combine(_certificate.Folder, key),
            },
            NullLoggerFactory.Instance);
        return (await Assert.ThrowsAsync<ServerStartException>(async () => await server.StartAsync(Stopping))).Message;
    }
}
