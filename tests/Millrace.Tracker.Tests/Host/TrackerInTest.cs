using System.Net;
using Millrace.Hosting;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host;

namespace Millrace.Tracker.Tests.Host;

/// <summary>A tracker on a free port of loopback, inside the test's process. Its clock stands still until it is moved.</summary>
internal sealed class TrackerInTest : IAsyncDisposable
{
    private TrackerInTest(TrackerOptions options, FakeTime time) => (Server, Time) = (TrackerServer.Create(options, Log, time), time);

    public TrackerServer Server { get; }

    public FakeTime Time { get; }

    public LogInTest Log { get; } = new();

    public ServerAddresses Addresses { get; private set; } = new();

    public static TrackerOptions Defaults(ShardKind kind) => new() { Port = 0, Shards = 2, ShardKind = kind, ConnectRate = 0, RequestRate = 0 };

    public static Task<TrackerInTest> StartAsync(ShardKind kind, Func<TrackerOptions, TrackerOptions>? change = null, FakeTime? time = null)
    {
        TrackerOptions options = Defaults(kind);
        return StartAsync(change is null ? options : change(options), time);
    }

    public static async Task<TrackerInTest> StartAsync(TrackerOptions options, FakeTime? time = null)
    {
        TrackerInTest tracker = new(options, time ?? new FakeTime());
        try
        {
            tracker.Addresses = await tracker.Server.StartAsync(TestContext.Current.CancellationToken);
            return tracker;
        }
        catch
        {
            await tracker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Where clients of a family go; null where the machine has no such family.</summary>
    public IPEndPoint? EndPoint(bool isIPv6)
    {
        string? url = Addresses.Entries.FirstOrDefault(entry => entry.Key == (isIPv6 ? "udp6" : "udp")).Value;
        return url is null ? null : IPEndPoint.Parse(url["udp://".Length..]);
    }

    /// <summary>A client of a family. Skips the test where this machine has no such family.</summary>
    public TrackerClient Client(bool isIPv6 = false)
    {
        IPEndPoint? endPoint = EndPoint(isIPv6);
        Assert.SkipWhen(endPoint is null, "This machine has no IPv6.");
        return new TrackerClient(endPoint!);
    }

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
