using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Gateway.Host;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

/// <summary>A gateway with its whole life around it: ready line, admin endpoint, drain. An echo of one shard, where nothing else is asked for.</summary>
internal sealed class ServedGateway : IAsyncDisposable
{
    private readonly GatewayServer _server;
    private readonly ProcessEdge _edge;
    private readonly FirstLineWriter _out = new();
    private readonly StringWriter _error = new();

    private ServedGateway(GatewayServer server)
    {
        _server = server;
        _edge = new ProcessEdge { Out = _out, Error = _error, OpenInput = () => Stream.Null, Stop = Stop };
        ServerLifeOptions options = new()
        {
            ReadyJson = true,
            StopWithInput = false,
            Admin = new AdminOptions { EndPoint = new(System.Net.IPAddress.Loopback, 0) },
        };
        Life = new ServerLife(server, options, _edge, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);
    }

    public StopRequests Stop { get; } = new();

    public Task<ServerEnd> Life { get; }

    public HttpClient Admin { get; } = new();

    public int Port { get; private set; }

    /// <summary>Where backends connect; 0 for an echo.</summary>
    public int BackendPort { get; private set; }

    public static Task<ServedGateway> StartAsync() => StartAsync(GatewayServer.Echo(new GatewayOptions { Port = 0, Shards = 1 }, NullLoggerFactory.Instance));

    /// <summary>With backends, and two shards so that their clients are on the first and on another.</summary>
    public static Task<ServedGateway> StartRoutedAsync(ShardKind kind, Func<GatewayOptions, GatewayOptions>? change = null)
    {
        GatewayOptions options = new() { Port = 0, Shards = 2, ShardKind = kind, Backends = new() { Port = 0 } };
        return StartAsync(GatewayServer.Create(change is null ? options : change(options), NullLoggerFactory.Instance));
    }

    private static async Task<ServedGateway> StartAsync(GatewayServer server)
    {
        ServedGateway gateway = new(server);
        using JsonDocument ready = JsonDocument.Parse(await gateway._out.FirstLine);
        JsonElement addresses = ready.RootElement.GetProperty("addresses");
        gateway.Port = new Uri(addresses.GetProperty("ws").GetString()!).Port;
        gateway.BackendPort = addresses.TryGetProperty("backend", out JsonElement backend) ? new Uri(backend.GetString()!).Port : 0;
        gateway.Admin.BaseAddress = new Uri(ready.RootElement.GetProperty("admin").GetString()!);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        Stop.Request(StopReason.Terminate);
        Stop.Request(StopReason.Terminate);
        await Life;
        await _server.DisposeAsync(); // A forced end leaves that to the end of the process; this one goes on, and its meters would.
        Admin.Dispose();
        _edge.Dispose();
        await _out.DisposeAsync();
        await _error.DisposeAsync();
    }

    private sealed class FirstLineWriter : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> FirstLine => _line.Task;

        public override Task WriteLineAsync(string? value)
        {
            _line.TrySetResult(value!);
            return Task.CompletedTask;
        }
    }
}
