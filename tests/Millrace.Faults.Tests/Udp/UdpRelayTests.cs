using System.Net;
using System.Net.Sockets;
using Millrace.Faults.Tests.Proxies;
using Millrace.Testing;
using Xunit;

namespace Millrace.Faults.Tests.Udp;

/// <summary>Real datagrams through a real proxy, on loopback, where nothing is lost by itself: each is answered before the next is sent.</summary>
public class UdpRelayTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_client_gets_its_own_answers()
    {
        using UdpEcho upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy());
        using UdpClient one = Client(rig);
        using UdpClient two = Client(rig);
        for (byte i = 0; i < 20; i++)
        {
            Assert.Equal([i, 1], await AskAsync(one, [i, 1]));
            Assert.Equal([i, 2], await AskAsync(two, [i, 2]));
        }
    }

    [Fact]
    public async Task A_whole_loss_and_then_none()
    {
        using UdpEcho upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy(new PathFault("gone", "loss", "upstream", 1, new Dictionary<string, double>())));
        using UdpClient client = Client(rig);
        await client.SendAsync(new byte[] { 1 }, Stop);
        using ProxyClient path = rig.Path("udp");
        string metric = "millrace_proxy_datagrams_received_total{direction=\"upstream\"";
        await WaitForAsync(async () => (await rig.AskAsync("GET", "/metrics")).Body.Split('\n').Any(l => l.StartsWith(metric, StringComparison.Ordinal) && l.EndsWith(" 1", StringComparison.Ordinal)));
        await path.RemoveAsync("gone", Stop);
        Assert.Equal([2], await AskAsync(client, [2])); // and not the 1
    }

    [Fact]
    public async Task A_delay_that_is_taken_away_gives_up_what_it_held()
    {
        using UdpEcho upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy(new PathFault("slow", "delay", "both", 1, new Dictionary<string, double> { ["delay"] = 3_600_000 })));
        using UdpClient client = Client(rig);
        await client.SendAsync(new byte[] { 5 }, Stop);
        await WaitForAsync(async () => !(await rig.AskAsync("GET", "/metrics")).Body.Contains("millrace_proxy_held_bytes 0\n", StringComparison.Ordinal));
        using ProxyClient path = rig.Path("udp");
        await path.RemoveAsync("slow", Stop);
        Assert.Equal([5], (await client.ReceiveAsync(Stop).AsTask().WaitAsync(s_limit, Stop)).Buffer);
    }

    [Fact]
    public async Task A_delay_passes_datagrams_on_when_they_are_due()
    {
        using UdpEcho upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy(new PathFault("slow", "delay", "both", 1, new Dictionary<string, double> { ["delay"] = 5, ["jitter"] = 5 })));
        using UdpClient client = Client(rig);
        for (byte i = 0; i < 20; i++) { Assert.Equal([i], await AskAsync(client, [i])); }
    }

    [Fact]
    public async Task A_duplicate_comes_twice()
    {
        using UdpEcho upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy(new PathFault("twice", "duplicate", "downstream", 1, new Dictionary<string, double>())));
        using UdpClient client = Client(rig);
        Assert.Equal([9], await AskAsync(client, [9]));
        Assert.Equal([9], (await client.ReceiveAsync(Stop).AsTask().WaitAsync(s_limit, Stop)).Buffer);
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_yet_hurts_nobody()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync(new ProxyDefinition("udp", "127.0.0.1:0", "udp://127.0.0.1:9"));
        using UdpClient client = Client(rig);
        for (int i = 0; i < 10; i++) { await client.SendAsync(new byte[] { 1 }, Stop); }
        Assert.Equal(200, (await rig.AskAsync("GET", "/version")).Status);
    }

    private static UdpClient Client(ProxyRig rig)
    {
        UdpClient client = new(new IPEndPoint(IPAddress.Loopback, 0));
        client.Connect(rig.At("udp"));
        return client;
    }

    private static async Task<byte[]> AskAsync(UdpClient client, byte[] datagram)
    {
        await client.SendAsync(datagram, Stop);
        return (await client.ReceiveAsync(Stop).AsTask().WaitAsync(s_limit, Stop)).Buffer;
    }

    private static async Task WaitForAsync(Func<Task<bool>> condition)
    {
        Task<bool>? asked = null;
        await Eventually.TrueAsync(
            () =>
            {
                if (asked is { IsCompleted: true } done && done.Result) { return true; }
                if (asked is null or { IsCompleted: true }) { asked = condition(); }
                return false;
            },
            "what the metrics say");
    }

    private sealed class UdpEcho : IDisposable
    {
        private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));

        public UdpEcho() => _ = EchoAsync();

        public ProxyDefinition Proxy(params PathFault[] faults) => new("udp", "127.0.0.1:0", $"udp://{_socket.Client.LocalEndPoint}") { Faults = faults };

        public void Dispose() => _socket.Dispose();

        private async Task EchoAsync()
        {
            try
            {
                while (true)
                {
                    UdpReceiveResult got = await _socket.ReceiveAsync();
                    await _socket.SendAsync(got.Buffer, got.RemoteEndPoint);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // expected: the test is over
            }
        }
    }
}
