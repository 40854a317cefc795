using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Millrace.Shards.Tests;

public sealed class TlsLinkTests
{
    public static TheoryData<ShardKind> Kinds => OnShard.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Bytes_cross_whole_in_both_directions_at_once(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TlsLink client, TlsLink server) = await Pair(shard, _ => true, stop);
        byte[] up = RandomNumberGenerator.GetBytes(700_000);
        byte[] down = RandomNumberGenerator.GetBytes(500_000);
        ValueTask sendingUp = client.SendAsync(up, stop);
        ValueTask sendingDown = server.SendAsync(down, stop);
        Task<byte[]> readingDown = ReadAsync(client, down.Length, stop);
        Assert.Equal(up, await ReadAsync(server, up.Length, stop));
        Assert.Equal(down, await readingDown);
        await sendingUp;
        await sendingDown;
        Assert.True(shard.IsCurrent);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task The_end_of_the_stream_is_seen_after_a_shutdown(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TlsLink client, TlsLink server) = await Pair(shard, _ => true, stop);
        await client.SendAsync("last words"u8.ToArray(), stop);
        await client.ShutdownSendAsync(stop);
        Assert.Equal("last words"u8.ToArray(), await ReadAsync(server, 10, stop));
        Assert.Equal(0, await server.ReceiveAsync(new byte[10], stop));
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_distrusted_certificate_is_a_tls_failure(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        LinkException failure = await Assert.ThrowsAsync<LinkException>(async () => await Pair(shard, _ => false, stop));
        Assert.Equal(LinkError.Tls, failure.Error);
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task A_peer_that_speaks_no_tls_is_a_tls_failure(ShardKind kind) => OnShard.Run(kind, async (shard, stop) =>
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        await server.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), stop);
        LinkException failure = await Assert.ThrowsAsync<LinkException>(async () =>
            await TlsLink.AsClientAsync(client, new SslClientAuthenticationOptions { TargetHost = "localhost" }, stop));
        Assert.Equal(LinkError.Tls, failure.Error);
    });

    private static async Task<byte[]> ReadAsync(TlsLink link, int count, CancellationToken stop)
    {
        byte[] all = new byte[count];
        int total = 0;
        while (total < count)
        {
            int received = await link.ReceiveAsync(all.AsMemory(total), stop);
            Assert.True(received > 0);
            total += received;
        }

        return all;
    }

    private static async ValueTask<(TlsLink Client, TlsLink Server)> Pair(Shard shard, Func<X509Certificate?, bool> trust, CancellationToken stop)
    {
        (TcpLink client, TcpLink server) = await OnShard.Pair(shard, stop);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        Task<TlsLink> serving = TlsLink.AsServerAsync(server, new SslServerAuthenticationOptions { ServerCertificate = certificate }, stop).AsTask();
        SslClientAuthenticationOptions options = new() { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, c, _, _) => trust(c) };
        TlsLink secured = await TlsLink.AsClientAsync(client, options, stop);
        return (secured, await serving);
    }
}
