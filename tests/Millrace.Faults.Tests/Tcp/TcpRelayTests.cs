using System.Net.Sockets;
using System.Security.Cryptography;
using Millrace.Faults.Tests.Proxies;
using Millrace.Testing;
using Xunit;

namespace Millrace.Faults.Tests.Tcp;

/// <summary>Real sockets through a real proxy. What is waited for is a state, never a time.</summary>
public class TcpRelayTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_go_both_ways_and_a_half_close_is_passed_on()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy());
        using Socket client = await rig.ConnectAsync("echo");
        await client.SendAsync("hello"u8.ToArray(), Stop);
        Assert.Equal("hello", await ReadAsync(client, 5));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal(0, await ReceiveAsync(client, new byte[1])); // the upstream ended its half in turn
        Assert.Equal(["end"], upstream.Ends);
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task The_stream_is_whole_while_faults_come_and_go(int seed)
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy());
        using Socket client = await rig.ConnectAsync("echo");
        using IncrementalHash sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash received = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using CancellationTokenSource enough = new();
        Task sending = SendAsync();
        Task receiving = DrainAsync();
        await ChangeAsync(Soak.Count(1000));
        await enough.CancelAsync();
        await sending;
        client.Shutdown(SocketShutdown.Send);
        await receiving.WaitAsync(s_limit, Stop);
        Assert.Equal(Convert.ToHexString(sent.GetHashAndReset()), Convert.ToHexString(received.GetHashAndReset()));

        async Task SendAsync()
        {
            Random random = new(seed);
            while (!enough.IsCancellationRequested)
            {
                byte[] bytes = new byte[random.Next(1, 100_000)];
                random.NextBytes(bytes);
                sent.AppendData(bytes);
                for (int gone = 0; gone < bytes.Length;) { gone += await client.SendAsync(bytes.AsMemory(gone), Stop); }
            }
        }

        async Task DrainAsync()
        {
            byte[] buffer = new byte[256 * 1024];
            while (await client.ReceiveAsync(buffer, Stop) is > 0 and int got) { received.AppendData(buffer.AsSpan(0, got)); }
        }

        async Task ChangeAsync(int times)
        {
            Random random = new(seed);
            using ProxyClient path = rig.Path("echo");
            List<string> on = [];
            for (int i = 0; i < times; i++)
            {
                if (on.Count > 0 && random.Next(2) == 0)
                {
                    int at = random.Next(on.Count);
                    await path.RemoveAsync(on[at], Stop);
                    on.RemoveAt(at);
                    continue;
                }

                PathFault fault = Passing(random, i);
                await path.AddAsync(fault, Stop);
                on.Add(fault.Name);
            }

            foreach (string name in on) { await path.RemoveAsync(name, Stop); }
        }
    }

    [Fact]
    public async Task Reset_peer_resets_both_sides_of_open_and_new_connections()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy());
        using Socket client = await rig.ConnectAsync("echo");
        await client.SendAsync("x"u8.ToArray(), Stop);
        Assert.Equal("x", await ReadAsync(client, 1));
        using ProxyClient path = rig.Path("echo");
        await path.AddAsync(Fault("reset_peer", "both"), Stop);
        await AssertResetAsync(client);
        await Eventually.TrueAsync(() => !upstream.Ends.IsEmpty, "the end of the upstream's connection");
        Assert.Equal(["reset"], upstream.Ends);
        await AssertResetAsync(rig);
        await path.RemoveAsync("reset_peer", Stop);
        using Socket third = await rig.ConnectAsync("echo");
        await third.SendAsync("y"u8.ToArray(), Stop);
        Assert.Equal("y", await ReadAsync(third, 1));
    }

    [Fact]
    public async Task A_partition_keeps_what_comes_and_lets_it_flow_in_order_when_it_heals()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("echo", Fault("timeout", "both", ("timeout", 0))));
        using Socket client = await rig.ConnectAsync("echo");
        await client.SendAsync("before"u8.ToArray(), Stop);
        using ProxyClient path = rig.Path("echo");
        Task<string> answer = ReadAsync(client, 11);
        await path.AddAsync(Fault("latency", "both", ("latency", 1)), Stop); // a round trip: what was sent has had its chance to pass
        Assert.Equal(0, Interlocked.Read(ref upstream.Received));
        await client.SendAsync("after"u8.ToArray(), Stop);
        Assert.False(answer.IsCompleted);
        await path.RemoveAsync("timeout", Stop);
        Assert.Equal("beforeafter", await answer);
    }

    [Fact]
    public async Task A_timeout_above_zero_closes_the_connection()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("echo", Fault("timeout", "downstream", ("timeout", 20))));
        using Socket client = await rig.ConnectAsync("echo");
        Assert.Equal(0, await ReceiveAsync(client, new byte[1]));
    }

    [Fact]
    public async Task Limit_data_passes_its_bytes_and_closes()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("echo", Fault("limit_data", "downstream", ("bytes", 3))));
        using Socket client = await rig.ConnectAsync("echo");
        await client.SendAsync("abcdef"u8.ToArray(), Stop);
        Assert.Equal("abc", await ReadAsync(client, 3));
        Assert.Equal(0, await ReceiveAsync(client, new byte[1]));
    }

    [Fact]
    public async Task Down_refuses_and_cuts_and_up_again_serves_on_the_same_port()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy());
        using Socket client = await rig.ConnectAsync("echo");
        await client.SendAsync("x"u8.ToArray(), Stop);
        Assert.Equal("x", await ReadAsync(client, 1));
        using ProxyClient path = rig.Path("echo");
        await path.AddAsync(Fault("down", "both"), Stop);
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => rig.ConnectAsync("echo"));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        Assert.Equal(0, await ReceiveAsync(client, new byte[1]));
        await path.RemoveAsync("down", Stop);
        using Socket again = await rig.ConnectAsync("echo");
        await again.SendAsync("y"u8.ToArray(), Stop);
        Assert.Equal("y", await ReadAsync(again, 1));
    }

    [Fact]
    public async Task An_upstream_that_is_not_there_closes_the_client_in_good_order()
    {
        string nobody;
        using (EchoUpstream gone = new()) { nobody = gone.Address; }
        await using ProxyRig rig = await ProxyRig.StartAsync(new ProxyDefinition("none", "127.0.0.1:0", nobody));
        using Socket client = await rig.ConnectAsync("none");
        Assert.Equal(0, await ReceiveAsync(client, new byte[1]));
    }

    [Fact]
    public async Task A_client_that_does_not_read_stops_the_reading_of_its_upstream()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy());
        using Socket client = await rig.ConnectAsync("echo");
        byte[] chunk = new byte[256 * 1024];
        client.Blocking = false;
        long sent = 0;
        long before = -1;
        while (sent != before)
        {
            before = sent;
            while (true)
            {
                int gone = client.Send(chunk, SocketFlags.None, out SocketError error);
                if (error == SocketError.WouldBlock) { break; }
                sent += gone;
                Assert.True(sent < 256L * 1024 * 1024, "somebody takes without end what nobody reads");
            }

            long seen = Interlocked.Read(ref upstream.Received);
            for (int still = 0; still < 50; still++)
            {
                using PeriodicTimer tick = new(TimeSpan.FromMilliseconds(2), TimeProvider.System);
                await tick.WaitForNextTickAsync(Stop);
                long now = Interlocked.Read(ref upstream.Received);
                if (now != seen) { (seen, still) = (now, 0); }
            }
        }

        client.Blocking = true;
        long got = 0;
        while (got < sent) { got += await ReceiveAsync(client, chunk); }
        Assert.Equal(sent, got);
    }

    [Fact]
    public async Task Toxicity_strikes_its_share_of_connections_and_the_same_ones_for_the_same_seed()
    {
        string first = await StruckAsync(42);
        Assert.Equal(first, await StruckAsync(42));
        Assert.NotEqual(first, await StruckAsync(43));
        Assert.InRange(first.Count(c => c == 'r'), 8, 32);

        static async Task<string> StruckAsync(long seed)
        {
            using EchoUpstream upstream = new();
            ProxyDefinition proxy = upstream.Proxy("echo", Fault("reset_peer", "both") with { Toxicity = 0.5 }) with { Seed = seed };
            await using ProxyRig rig = await ProxyRig.StartAsync(proxy);
            List<char> seen = [];
            for (int i = 0; i < 40; i++)
            {
                try
                {
                    using Socket client = await rig.ConnectAsync("echo");
                    await client.SendAsync("x"u8.ToArray(), Stop);
                    seen.Add(await ReceiveAsync(client, new byte[1]) == 1 ? '.' : 'e');
                }
                catch (SocketException)
                {
                    seen.Add('r');
                }
            }

            return new string([.. seen]);
        }
    }

    [Fact]
    public async Task More_connections_than_allowed_are_refused()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(new FaultProxyOptions { MaxConnections = 1 }, upstream.Proxy());
        using Socket first = await rig.ConnectAsync("echo");
        await first.SendAsync("x"u8.ToArray(), Stop);
        Assert.Equal("x", await ReadAsync(first, 1));
        await AssertResetAsync(rig);
    }

    [Fact]
    public async Task A_proxy_that_stops_refuses_new_connections_and_waits_for_those_that_are_open()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy());
        Task<bool> drained;
        using (Socket client = await rig.ConnectAsync("echo"))
        {
            await client.SendAsync("x"u8.ToArray(), Stop);
            Assert.Equal("x", await ReadAsync(client, 1));
            drained = rig.DrainAsync(TimeSpan.FromMinutes(5));
            await Eventually.TrueAsync(() => IsRefused(rig), "the closing of the port");
            await client.SendAsync("y"u8.ToArray(), Stop);
            Assert.Equal("y", await ReadAsync(client, 1));
            Assert.False(drained.IsCompleted);
        }

        Assert.True(await drained.WaitAsync(s_limit, Stop));
    }

    private static bool IsRefused(ProxyRig rig)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(rig.At("echo"));
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    private static PathFault Passing(Random random, int i) => random.Next(5) switch
    {
        0 => Fault("latency", Direction(random), ("latency", random.Next(20)), ("jitter", random.Next(10))) with { Name = $"f{i}" },
        1 => Fault("bandwidth", Direction(random), ("rate", random.Next(1000, 100_000))) with { Name = $"f{i}" },
        2 => Fault("slicer", Direction(random), ("average_size", 1000), ("size_variation", random.Next(900)), ("delay", random.Next(100))) with { Name = $"f{i}" },
        3 => Fault("timeout", Direction(random), ("timeout", 0)) with { Name = $"f{i}" },
        _ => Fault("slow_close", Direction(random), ("delay", 5)) with { Name = $"f{i}" },
    };

    private static string Direction(Random random) => random.Next(3) switch { 0 => "upstream", 1 => "downstream", _ => "both" };

    private static PathFault Fault(string type, string stream, params (string Name, double Value)[] attributes) =>
        new(type, type, stream, 1, attributes.ToDictionary(a => a.Name, a => a.Value));

    private static async Task<string> ReadAsync(Socket socket, int count)
    {
        byte[] buffer = new byte[count];
        for (int got = 0; got < count;)
        {
            int received = await ReceiveAsync(socket, buffer.AsMemory(got));
            Assert.NotEqual(0, received);
            got += received;
        }

        return System.Text.Encoding.ASCII.GetString(buffer);
    }

    private static async Task<int> ReceiveAsync(Socket socket, Memory<byte> buffer) => await socket.ReceiveAsync(buffer, Stop).AsTask().WaitAsync(s_limit, Stop);

    private static async Task AssertResetAsync(Socket socket)
    {
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () => await ReceiveAsync(socket, new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }

    // The reset may come before the connecting is done with.
    private static async Task AssertResetAsync(ProxyRig rig)
    {
        SocketException reset = await Assert.ThrowsAsync<SocketException>(async () =>
        {
            using Socket socket = await rig.ConnectAsync("echo");
            await ReceiveAsync(socket, new byte[1]);
        });
        Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
    }
}
