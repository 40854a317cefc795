using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millrace.Gateway.Client;
using Millrace.Testing;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class TlsTests : IAsyncDisposable
{
    private readonly ScriptedGateway _gateway = new();
    private readonly X509Certificate2 _certificate = NewCertificate();

    [Fact(Timeout = 120_000)]
    public async Task Gateway_with_a_certificate_of_a_trusted_authority_is_served_and_left_orderly()
    {
        await using RunningBackend backend = Backend(_certificate);
        await using ScriptedConnection connection = await SecureAsync();
        await connection.ReadAsync("hello");
        await connection.SendAsync(Welcome, Message(1, "c", "secret"));

        Assert.Equal("secret", await connection.ReadMessageAsync());
        await connection.ReadAckAsync(1);
        Task stopping = backend.StopAsync();
        Assert.Empty(await connection.ReadToEndAsync());
        await connection.DisposeAsync();
        await stopping;
        Assert.Empty(backend.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Gateway_with_a_certificate_of_nobody_is_not_told_the_secret()
    {
        using X509Certificate2 other = NewCertificate();
        await using RunningBackend backend = Backend(other);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using ScriptedConnection connection = await SecureAsync();
            await connection.ReadAsync("hello");
        });
        await Eventually.TrueAsync(() => backend.Errors.Count > 0, "the report");

        Assert.Equal(BackendErrorKind.ConnectFailed, backend.Errors.First().Kind);
        Assert.Contains("TrustedAuthorities", backend.Errors.First().Reason, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _certificate.Dispose();
    }

    private RunningBackend Backend(X509Certificate2 trusted) =>
        new(new Uri($"tls://127.0.0.1:{_gateway.Port}"), options => options with { TrustedAuthorities = [trusted], Secret = "s3cret" }, it =>
            it.OnMessage = (client, message, stop) => client.SendAsync(message.Bytes, stop: stop));

    private async Task<ScriptedConnection> SecureAsync()
    {
        ScriptedConnection plain = await _gateway.AcceptAsync();
        var secure = new SslStream(plain.Stream);
        await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate });
        return new ScriptedConnection(secure);
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=millrace test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
