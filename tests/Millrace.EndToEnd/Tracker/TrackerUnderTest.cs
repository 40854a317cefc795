using System.Net;
using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Tracker;

/// <summary>`millrace serve tracker`, started as a user would, with a folder of its own.</summary>
internal sealed class TrackerUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Cli _cli = new();
    private readonly RunningProcess _server;

    private TrackerUnderTest(params string[] options) => _server = _cli.Start(["serve", "tracker", "--port", "0", "--ready-json", .. options]);

    public Uri Udp { get; private set; } = new("udp://127.0.0.1");

    /// <summary>Null where there is no IPv6.</summary>
    public Uri? Udp6 { get; private set; }

    public Uri Admin { get; private set; } = new("http://127.0.0.1");

    public string Folder => _cli.Folder;

    public IPEndPoint EndPoint => new(IPAddress.Loopback, Udp.Port);

    public static async Task<TrackerUnderTest> StartAsync(params string[] options)
    {
        TrackerUnderTest tracker = new(options);
        using JsonDocument ready = JsonDocument.Parse(await tracker._server.ReadLineAsync(Limit));
        JsonElement addresses = ready.RootElement.GetProperty("addresses");
        tracker.Udp = new Uri(addresses.GetProperty("udp").GetString()!);
        tracker.Udp6 = addresses.TryGetProperty("udp6", out JsonElement udp6) ? new Uri(udp6.GetString()!) : null;
        tracker.Admin = new Uri(ready.RootElement.GetProperty("admin").GetString()!);
        return tracker;
    }

    /// <summary>Fails unless it runs on and has had no trouble of its own.</summary>
    public void IsWell()
    {
        Assert.False(_server.HasExited, _server.Error);
        Assert.DoesNotContain("Exception", _server.Error, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _cli.Dispose();
    }
}
