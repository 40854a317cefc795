using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host.Backends;
using Millrace.Hosting.Logging;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

/// <summary>A backend port on a shard of its own, with a notebook in place of the switchboard.</summary>
internal sealed class BackendPortInTest : IAsyncDisposable
{
    private readonly StringWriter _log = new();
    private readonly StderrLog _logs;

    private BackendPortInTest(ShardKind kind, BackendRules rules)
    {
        _logs = new StderrLog(TextWriter.Synchronized(_log), LogLevel.Debug);
        Shard = Shard.Start(new ShardOptions { Name = "backends", Kind = kind });
        Listener = new BackendListener(Shard, rules, Hub, _logs.CreateLogger("Millrace.Gateway"));
    }

    public Shard Shard { get; }

    public BackendListener Listener { get; }

    public Notebook Hub { get; } = new();

    public BackendCounters Counters => Listener.Counters;

    public int Port { get; private set; }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<BackendPortInTest> StartAsync(ShardKind kind, BackendRules? rules = null)
    {
        BackendPortInTest port = new(kind, rules ?? new BackendRules());
        port.Port = (await port.Listener.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0))).Port;
        port.Listener.Start();
        return port;
    }

    public Task<RawBackend> ConnectAsync(params ReadOnlySpan<string> lines) => RawBackend.ConnectAsync(Port, string.Concat(lines.ToArray().Select(line => line + "\n")));

    /// <summary>Runs on the shard's thread.</summary>
    public Task OnShardAsync(Action act) => Shard.RunAsync(() =>
    {
        act();
        return default;
    });

    /// <summary>Sends a line to the only backend there is.</summary>
    public Task SendAsync(string line) => OnShardAsync(() => Assert.Single(Hub.Backends).Send(Encoding.UTF8.GetBytes(line + "\n")));

    /// <summary>Completes once the condition holds, asked at every turn of the shard's loop; the test's own timeout ends a vain wait.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Shard.RunAsync(() => Shard.Delay(TimeSpan.FromMilliseconds(2), Stopping));
        }
    }

    /// <summary>Completes once the notebook holds exactly this.</summary>
    public async Task UntilNotedAsync(params string[] entries)
    {
        await UntilAsync(() => Hub.Entries.Count >= entries.Length);
        Assert.Equal(string.Join('\n', entries), Hub.Text);
    }

    /// <summary>What was logged; the log is closed by asking.</summary>
    public string CloseLog()
    {
        _logs.Dispose();
        return _log.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        Shard.Dispose();
        _logs.Dispose();
        await _log.DisposeAsync();
    }
}
