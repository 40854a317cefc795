using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Millrace.Gateway.Host.Backends;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

public sealed class BackendTlsTests : IDisposable
{
    private readonly X509Certificate2 _certificate;

    public BackendTlsTests()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        _certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private string Hash => _certificate.GetCertHashString(HashAlgorithmName.SHA256);

    private BackendRules Rules => new()
    {
        Tls = new SslServerAuthenticationOptions { ServerCertificateContext = SslStreamCertificateContext.Create(_certificate, null, offline: true) },
        HelloTimeout = TimeSpan.FromMinutes(1),
        CloseTimeout = TimeSpan.FromMinutes(1),
    };

    public void Dispose() => _certificate.Dispose();

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Over_tls_lines_go_both_ways_and_the_goodbye_comes_before_the_end(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, Rules);
        using RawBackend backend = await RawBackend.ConnectAsync(port.Port, RawBackend.Hello(""","name":"a" """) + "\n", Hash);
        await port.UntilNotedAsync("joined a");
        Assert.Contains("welcome", await backend.ReadLineAsync(), StringComparison.Ordinal);
        string line = new('x', 300_000);
        await port.SendAsync(line);
        Assert.Equal(line, await backend.ReadLineAsync());
        await backend.SendAsync($$$"""{"request_id":"1","action":"broadcast","params":{"message":"{{{line}}}"}}""" + "\n");
        await port.UntilNotedAsync("joined a", $"Broadcast 1 {line}");
        Task closing = port.Listener.CloseAsync("The gateway stops.");

        Assert.Contains("goodbye", Assert.Single(await backend.ReadToEndAsync()), StringComparison.Ordinal);
        backend.Dispose();
        await closing;
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Who_speaks_no_tls_is_not_let_in(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, Rules);
        using RawBackend plain = await port.ConnectAsync(RawBackend.Hello());

        await port.UntilAsync(() => port.Counters.Ended[(int)BackendEnd.Tls] == 1 && port.Counters.Waiting == 0);
        Assert.Equal("", port.Hub.Text);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Who_never_finishes_tls_is_not_let_in(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, Rules with { HelloTimeout = TimeSpan.FromMilliseconds(300) });
        using RawBackend silent = await port.ConnectAsync();

        await port.UntilAsync(() => port.Counters.Ended[(int)BackendEnd.Timeout] == 1 && port.Counters.Waiting == 0);
        Assert.Equal("", port.Hub.Text);
    }
}
