using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Gateway;

/// <summary>`millrace serve gateway`, started as a user would, with the backends and clients of one test.</summary>
internal sealed class GatewayUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Cli _cli = new();
    private readonly List<RunningProcess> _backends = [];
    private readonly RunningProcess _server;

    private GatewayUnderTest(params string[] options) =>
        _server = _cli.Start(["serve", "gateway", "--port", "0", "--backend-port", "0", "--ready-json", .. options]);

    /// <summary>Where clients connect to, up to <c>/ws/</c>.</summary>
    public Uri Clients { get; private set; } = new("ws://127.0.0.1");

    /// <summary>Where backends connect to.</summary>
    public IPEndPoint Backends { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Its resident memory in bytes.</summary>
    public long ResidentBytes => long.Parse(
        File.ReadLines($"/proc/{_server.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;

    public static async Task<GatewayUnderTest> StartAsync(params string[] options)
    {
        GatewayUnderTest gateway = new(options);
        using JsonDocument ready = JsonDocument.Parse(await gateway._server.ReadLineAsync(Limit));
        JsonElement addresses = ready.RootElement.GetProperty("addresses");
        gateway.Clients = new Uri(addresses.GetProperty("ws").GetString()!);
        gateway.Backends = new IPEndPoint(IPAddress.Loopback, new Uri(addresses.GetProperty("backend").GetString()!).Port);
        return gateway;
    }

    /// <summary>The backend in Python that echoes, connected.</summary>
    public async Task<RunningProcess> EchoBackendAsync(int connections = 1)
    {
        RunningProcess backend = Python("echo_backend.py", $"{connections}");
        for (int i = 0; i < connections; i++)
        {
            Assert.StartsWith("connected ", await backend.ReadLineAsync(Limit), StringComparison.Ordinal);
        }

        return backend;
    }

    /// <summary>The backend in Python that does one thing wrong, connected.</summary>
    public async Task<RunningProcess> HostileBackendAsync(string mode)
    {
        RunningProcess backend = Python("hostile_backend.py", mode);
        Assert.Equal("connected 0", await backend.ReadLineAsync(Limit));
        return backend;
    }

    /// <summary>A connected client.</summary>
    public async Task<ClientWebSocket> ConnectAsync(string path)
    {
        ClientWebSocket socket = new();
        await socket.ConnectAsync(new Uri(Clients, path), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Asks to come in and leaves at once; returns the status of the answer.</summary>
    public async Task<int> KnockAsync(string path, params (string Name, string Value)[] headers)
    {
        using ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        foreach ((string name, string value) in headers)
        {
            socket.Options.SetRequestHeader(name, value);
        }

        try
        {
            await socket.ConnectAsync(new Uri(Clients, path), TestContext.Current.CancellationToken);
        }
        catch (WebSocketException) when (socket.HttpStatusCode != 0)
        {
            // Expected: refused with a status.
        }

        return (int)socket.HttpStatusCode;
    }

    /// <summary>Fails unless the gateway runs on and has had no trouble of its own.</summary>
    public void IsWell()
    {
        Assert.False(_server.HasExited, _server.Error);
        Assert.DoesNotContain("Exception", _server.Error, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RunningProcess backend in _backends)
        {
            await backend.DisposeAsync();
        }

        await _server.DisposeAsync();
        _cli.Dispose();
    }

    private RunningProcess Python(string program, params string[] arguments)
    {
        Assert.SkipUnless(HasPython(), "There is no python3.");
        RunningProcess process = RunningProcess.Start(
            "python3", [RepositoryRoot.Combine("tests", "Millrace.EndToEnd", "Backends", program), "127.0.0.1", $"{Backends.Port}", .. arguments]);
        _backends.Add(process);
        return process;
    }

    private static bool HasPython() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "python3")));
}
