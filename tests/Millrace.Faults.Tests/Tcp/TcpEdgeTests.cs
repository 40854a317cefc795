using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Millrace.Faults.Tests.Proxies;
using Millrace.Shards;
using Xunit;

namespace Millrace.Faults.Tests.Tcp;

/// <summary>What a relay reads before a fault, holds in the kernel, hears after a half-close, and keeps while its port is closed.</summary>
public class TcpEdgeTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Little_is_read_before_a_line_that_carries_nothing()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("narrow", Fault("timeout", ("timeout", 0)), Fault("bandwidth", ("rate", 0))));
        using Socket client = await rig.ConnectAsync("narrow");
        client.Blocking = false;
        byte[] chunk = new byte[64 * 1024];
        while (client.Send(chunk, SocketFlags.None, out SocketError error) > 0 && error == SocketError.Success)
        {
        }

        using ProxyClient path = rig.Path("narrow");
        await path.RemoveAsync("timeout", Stop); // all that waits in the sockets may come at once now
        double received = 0;
        await Until(async () => (received = await MetricAsync(rig, "toxiproxy_proxy_received_bytes_total{direction=\"upstream\"", "proxy=\"narrow\"")) >= 16 * 1024);
        await path.AddAsync(Fault("latency"), Stop);
        received = await MetricAsync(rig, "toxiproxy_proxy_received_bytes_total{direction=\"upstream\"", "proxy=\"narrow\"");
        Assert.InRange(received, 16 * 1024, 32 * 1024);
    }

    [Fact]
    public async Task A_reset_after_a_half_close_ends_the_connection_though_nobody_sends()
    {
        using Socket silent = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen();
        await using ProxyRig rig = await ProxyRig.StartAsync(new ProxyDefinition("half", "127.0.0.1:0", silent.LocalEndPoint!.ToString()!));
        using Socket client = await rig.ConnectAsync("half");
        using Socket far = await silent.AcceptAsync(Stop);
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await far.ReceiveAsync(new byte[1], Stop));
        Assert.Equal(1, await MetricAsync(rig, "millrace_proxy_connections_open{", "proxy=\"half\""));
        client.LingerState = new LingerOption(true, 0);
        client.Close();
        await Until(async () => await MetricAsync(rig, "millrace_proxy_connections_open{", "proxy=\"half\"") == 0);
    }

    [Fact]
    public async Task Of_the_kernels_pipes_only_so_many_are_out()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has them.");
        using Shard shard = Shard.Start(new ShardOptions { Name = "pipes" });
        using RelayBuffers buffers = new(shard);
        await shard.RunAsync(() =>
        {
            List<KernelPipe> rented = [];
            for (int i = 0; i < RelayBuffers.MostPipes; i++) { rented.Add(buffers.RentPipe()!); }
            Assert.DoesNotContain(null, rented);
            Assert.Null(buffers.RentPipe());
            buffers.Return(rented[7]);
            Assert.Same(rented[7], buffers.RentPipe());
            Assert.Null(buffers.RentPipe());
            rented.ForEach(buffers.Return);
            return default;
        });
    }

    [Fact]
    public async Task A_port_that_is_down_is_given_to_nobody()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there a socket is made here that does not ask to share its port.");
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("shut", Fault("down")));
        Assert.NotEqual(0, rig.At("shut").Port); // chosen, though nobody listens there yet
        Assert.Equal(SocketError.AddressAlreadyInUse, TryBind());
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => rig.ConnectAsync("shut"));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        using ProxyClient path = rig.Path("shut");
        await path.RemoveAsync("down", Stop);
        await AssertServesAsync(rig);
        await path.AddAsync(Fault("down"), Stop);
        Assert.Equal(SocketError.AddressAlreadyInUse, TryBind());
        await path.RemoveAsync("down", Stop);
        await AssertServesAsync(rig);

        SocketError TryBind()
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Unspecified); // .NET lets only those of TCP share
            return Assert.Throws<SocketException>(() => socket.Bind(rig.At("shut"))).SocketErrorCode;
        }

        static async Task AssertServesAsync(ProxyRig rig)
        {
            using Socket client = await rig.ConnectAsync("shut");
            await client.SendAsync(new byte[] { 7 }, Stop);
            Assert.Equal(1, await client.ReceiveAsync(new byte[1], Stop));
        }
    }

    [Fact]
    public async Task Down_that_cannot_be_lifted_is_lifted_by_a_later_try()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("shut"));
        using ProxyClient path = rig.Path("shut");
        await path.AddAsync(Fault("down"), Stop);
        using (Socket thief = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))
        {
            Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere nobody can take a port that is held.");
            thief.Bind(rig.At("shut"));
            thief.Listen();
            for (int i = 0; i < 2; i++)
            {
                FaultException failed = await Assert.ThrowsAsync<FaultException>(() => path.RemoveAsync("down", Stop));
                Assert.Contains("409", failed.Message, StringComparison.Ordinal);
            }
        }

        await path.RemoveAsync("down", Stop);
        using Socket client = await rig.ConnectAsync("shut");
        await client.SendAsync(new byte[] { 7 }, Stop);
        Assert.Equal(1, await client.ReceiveAsync(new byte[1], Stop));
    }

    private static PathFault Fault(string type, params (string Name, double Value)[] attributes) =>
        new(type, type, "both", 1, attributes.ToDictionary(a => a.Name, a => a.Value));

    private static async Task<double> MetricAsync(ProxyRig rig, string begins, string has)
    {
        string text = (await rig.AskAsync("GET", "/metrics")).Body;
        string? line = text.Split('\n').FirstOrDefault(l => l.StartsWith(begins, StringComparison.Ordinal) && l.Contains(has, StringComparison.Ordinal));
        return line is null ? -1 : double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture);
    }

    private static async Task Until(Func<Task<bool>> holds)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(30));
        while (!await holds()) { limit.Token.ThrowIfCancellationRequested(); }
    }
}
