using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Millrace.Gateway.Host.Admission;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class RoutedTlsTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose() => _certificate.Dispose();

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task Over_tls_a_client_is_asked_about_and_talks_both_ways(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await StartAsync(kind, shards);
        using ClientWebSocket client = new();
        client.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => _certificate.Is(certificate);
        await client.ConnectAsync(new Uri($"wss://127.0.0.1:{gateway.Gateway.Port}/ws/safe"), Stopping);
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, Stopping);
        await gateway.UntilToldAsync("message safe Text hello");
        await gateway.DoAsync(static switchboard =>
        {
            switchboard.Join("safe", "room");
            switchboard.Deliver("safe", "to you");
            switchboard.DeliverToRoom("room", new string('r', 50_000));
        });
        byte[] buffer = new byte[100_000];
        Assert.Equal("to you", await ReadAsync(client, buffer));
        Assert.Equal(new string('r', 50_000), await ReadAsync(client, buffer));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, Stopping);
        await gateway.UntilToldAsync("gone safe left The client closed the connection with 1000.");
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task Over_tls_too_a_client_that_leaves_while_it_waits_is_gone_at_once(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await StartAsync(kind, shards);
        gateway.Switchboard.OnAsk = static _ => { };
        foreach (bool isPolite in new[] { true, false })
        {
            string id = isPolite ? "polite" : "rude";
            using TcpClient tcp = new();
            await tcp.ConnectAsync("127.0.0.1", gateway.Gateway.Port, Stopping);
            await using SslStream tls = new(tcp.GetStream(), leaveInnerStreamOpen: true, (_, certificate, _, _) => _certificate.Is(certificate));
            await tls.AuthenticateAsClientAsync("127.0.0.1");
            await tls.WriteAsync(RawClient.Upgrade($"/ws/{id}"), Stopping);
            await gateway.UntilToldAsync($"ask {id}");
            if (isPolite)
            {
                await tls.ShutdownAsync(); // close_notify
            }
            else
            {
                tcp.Client.LingerState = new LingerOption(true, 0); // a reset
            }

            tcp.Close();
            await gateway.UntilToldAsync($"gone {id} left It left before it was let in.");
        }

        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Gone]) == 2);
    }

    private static async Task<string> ReadAsync(ClientWebSocket client, byte[] buffer)
    {
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult got = await client.ReceiveAsync(buffer.AsMemory(length), Stopping);
            length += got.Count;
            if (got.EndOfMessage)
            {
                return Encoding.UTF8.GetString(buffer, 0, length);
            }
        }
    }

    private Task<RoutedGateway> StartAsync(ShardKind kind, int shards) => RoutedGateway.StartAsync(kind, shards, options: options => options with
    {
        CertificateFile = _certificate.CertificateFile,
        KeyFile = _certificate.KeyFile,
    });
}
