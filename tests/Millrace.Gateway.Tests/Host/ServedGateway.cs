using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Gateway.Host;
using Millrace.Hosting;
using Millrace.Hosting.Admin;

namespace Millrace.Gateway.Tests.Host;

/// <summary>An echo gateway of one shard with its whole life around it: ready line, admin endpoint, drain.</summary>
internal sealed class ServedGateway : IAsyncDisposable
{
    private readonly ProcessEdge _edge;
    private readonly FirstLineWriter _out = new();
    private readonly StringWriter _error = new();

    private ServedGateway()
    {
        _edge = new ProcessEdge { Out = _out, Error = _error, OpenInput = () => Stream.Null, Stop = Stop };
        ServerLifeOptions options = new()
        {
            ReadyJson = true,
            StopWithInput = false,
            Admin = new AdminOptions { EndPoint = new(System.Net.IPAddress.Loopback, 0) },
        };
        GatewayServer server = GatewayServer.Echo(new GatewayOptions { Port = 0, Shards = 1 }, NullLoggerFactory.Instance);
        Life = new ServerLife(server, options, _edge, NullLoggerFactory.Instance).RunAsync(TestContext.Current.CancellationToken);
    }

    public StopRequests Stop { get; } = new();

    public Task<ServerEnd> Life { get; }

    public HttpClient Admin { get; } = new();

    public int Port { get; private set; }

    public static async Task<ServedGateway> StartAsync()
    {
        ServedGateway gateway = new();
        using JsonDocument ready = JsonDocument.Parse(await gateway._out.FirstLine);
        gateway.Port = new Uri(ready.RootElement.GetProperty("addresses").GetProperty("ws").GetString()!).Port;
        gateway.Admin.BaseAddress = new Uri(ready.RootElement.GetProperty("admin").GetString()!);
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        Stop.Request(StopReason.Terminate);
        Stop.Request(StopReason.Terminate);
        await Life;
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
