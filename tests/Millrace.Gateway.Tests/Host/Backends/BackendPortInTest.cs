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

    /// <summary>
    /// Opens it. Silence makes a plain backend only where <paramref name="helloGrace"/> says after how long: a test that is about a hello must not lose
    /// against it on a busy machine.
    /// </summary>
    public static async Task<BackendPortInTest> StartAsync(ShardKind kind, BackendRules? rules = null, TimeSpan? helloGrace = null)
    {
        BackendPortInTest port = new(kind, (rules ?? new BackendRules()) with { HelloGrace = helloGrace ?? TimeSpan.FromHours(1) });
        port.Port = (await port.Listener.ListenAsync(new IPEndPoint(IPAddress.Loopback, 0))).Port;
        port.Listener.Start();
        return port;
    }

    public Task<RawBackend> ConnectAsync(params ReadOnlySpan<string> lines) => RawBackend.ConnectAsync(Port, string.Concat(lines.ToArray().Select(line => line + "\n")));

    /// <summary>A plain backend, which joins at once because it says something that is no hello.</summary>
    public Task<RawBackend> ConnectPlainAsync(int receiveBuffer = 0) => RawBackend.ConnectAsync(Port, RawBackend.Heartbeat + "\n", receiveBuffer: receiveBuffer);

    /// <summary>Runs on the shard's thread.</summary>
    public Task OnShardAsync(Action act) => Shard.RunAsync(() =>
    {
        act();
        return default;
    });

    /// <summary>Sends a line to the only backend there is.</summary>
    public Task SendAsync(string line) => OnShardAsync(() => Assert.Single(Hub.Backends).Send(Encoding.UTF8.GetBytes(line + "\n")));

    /// <summary>Completes once the condition holds, asked between two turns of the shard's loop, so that nothing is seen half done; the test's own timeout ends a vain wait.</summary>
    public Task UntilAsync(Func<bool> condition) => Shard.RunAsync(async () =>
    {
        while (!condition())
        {
            await Shard.Delay(TimeSpan.FromMilliseconds(2), Stopping);
        }
    });

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
