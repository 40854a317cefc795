using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Gateway.Host;
using Millrace.Hosting;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

public sealed class StartTests
{
    // A socket that connects to a free port of its own address over and over hits itself sooner or later.
    private static readonly System.Net.IPAddress ElsewhereOnLoopback = System.Net.IPAddress.Parse("127.0.0.2");

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_port_in_use_is_named_with_what_to_do_even_by_a_server_that_would_share_it(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        foreach (int shards in (int[])[1, 2])
        {
            await using GatewayServer second = GatewayServer.Echo(
                new GatewayOptions { Port = gateway.Port, Shards = shards, ShardKind = kind }, NullLoggerFactory.Instance);
            ServerStartException error = await Assert.ThrowsAsync<ServerStartException>(async () => await second.StartAsync(Stopping));

            Assert.Equal(
                $"Port {gateway.Port} on 127.0.0.1 is in use by another program. Stop it, or choose another port with --port (0 takes any free one).",
                error.Message);
        }
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_client_that_comes_while_the_server_starts_is_refused_or_served_but_never_accepted_and_dropped(ShardKind kind)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Uses a second address of loopback.");
        int port;
        await using (GatewayInTest first = await GatewayInTest.StartAsync(kind))
        {
            port = first.Port;
        }

        for (int i = 0; i < 20; i++)
        {
            Task<RawClient> client = ConnectWhenItListensAsync(port);
            await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { Port = port });
            using RawClient early = await client;
            await early.SendAsync(RawClient.Upgrade());
            Assert.StartsWith("HTTP/1.1 101 ", await early.ReadHeadAsync(), StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_backend_port_in_use_is_named_with_its_own_option(ShardKind kind)
    {
        await using GatewayInTest other = await GatewayInTest.StartAsync(kind);
        await using GatewayServer server = GatewayServer.Create(
            new GatewayOptions { Port = 0, ShardKind = kind, Backends = new() { Port = other.Port } }, NullLoggerFactory.Instance);
        ServerStartException error = await Assert.ThrowsAsync<ServerStartException>(async () => await server.StartAsync(Stopping));

        Assert.Equal(
            $"Port {other.Port} on 127.0.0.1 is in use by another program. Stop it, or choose another port with --backend-port (0 takes any free one).",
            error.Message);
    }

    [Fact]
    public async Task A_secret_that_cannot_be_read_or_is_none_is_told_before_any_port_opens()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "short\n");
            Assert.Equal(
                $"'{file}' holds no usable secret. The backend secret has 5 characters; it must have 8 to 1024, such as those of `openssl rand -hex 32`.",
                await StartErrorAsync(file));
        }
        finally
        {
            File.Delete(file);
        }

        Assert.StartsWith("The file of the backend secret cannot be read: ", await StartErrorAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_are_told_all_at_once()
    {
        await using GatewayServer server = GatewayServer.Echo(
            new GatewayOptions { Port = 70_000, MaxConnections = 0 }, NullLoggerFactory.Instance);
        ServerStartException error = await Assert.ThrowsAsync<ServerStartException>(async () => await server.StartAsync(Stopping));

        Assert.Equal(
            "The port is 70000; it must be between 0 and 65535. The limit of connections is 0; it must be between 1 and 10000000.",
            error.Message);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task The_address_named_is_one_to_call_where_it_listens_on_every_network(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { Address = System.Net.IPAddress.Any });

        Assert.Equal($"ws://127.0.0.1:{gateway.Port}/ws/", gateway.Url.ToString());
        using RawClient client = await RawClient.OpenAsync(gateway.Port);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task What_was_set_up_is_logged(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);

        Assert.Contains(
            $"info Millrace.Gateway[2000] Listening on 127.0.0.1:{gateway.Port} with 2 shards on {kind}, ws.", gateway.CloseLog(), StringComparison.Ordinal);
    }

    private static async Task<string> StartErrorAsync(string secretFile)
    {
        await using GatewayServer server = GatewayServer.Create(
            new GatewayOptions { Port = 0, Shards = 1, Backends = new() { Port = 0, SecretFile = secretFile } }, NullLoggerFactory.Instance);
        return (await Assert.ThrowsAsync<ServerStartException>(async () => await server.StartAsync(Stopping))).Message;
    }

    private static Task<RawClient> ConnectWhenItListensAsync(int port) => Task.Run(async () =>
    {
        while (true)
        {
            try
            {
                return await RawClient.ConnectNewAsync(port, from: ElsewhereOnLoopback);
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
            {
                Stopping.ThrowIfCancellationRequested();
            }
        }
    });
}
