using System.Net;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Serving;

/// <summary>What sessions say that they take, beside what the heap says.</summary>
[Collection(AloneCollection.Name)]
public sealed class AccountingTests(ITestOutputHelper output)
{
    private const int Sessions = 1000;

    [Theory(Timeout = 120_000)]
    [InlineData(10)]
    [InlineData(100)]
    public async Task The_estimate_is_near_the_heap(int items)
    {
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new ListPage(items)));
        await OpenAsync(server, 50);
        (long heapBefore, long ledgerBefore) = (Heap(), server.Engine.Ledger.Total);
        await OpenAsync(server, Sessions);
        (long heap, long ledger) = ((Heap() - heapBefore) / Sessions, (server.Engine.Ledger.Total - ledgerBefore) / Sessions);
        output.WriteLine($"{items} items: heap {heap}, estimate {ledger} bytes a session");

        Assert.InRange(ledger, heap * 0.6, heap * 1.6);
    }

    [Theory(Timeout = 120_000)]
    [InlineData(0)]
    [InlineData(10)]
    public async Task The_estimate_of_attached_sessions_is_near_the_heap(int items)
    {
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new ListPage(items)));
        await AttachAsync(server, 50);
        (long heapBefore, long ledgerBefore) = (Heap(), server.Engine.Ledger.Total);
        await AttachAsync(server, Sessions);
        (long heap, long ledger) = ((Heap() - heapBefore) / Sessions, (server.Engine.Ledger.Total - ledgerBefore) / Sessions);
        output.WriteLine($"{items} items, attached: heap {heap}, estimate {ledger} bytes a session");

        Assert.InRange(ledger, heap * 0.7, heap * 1.4);
    }

    // With all that a connection is beside its WebSocket, its two methods that wait included.
    private static async Task AttachAsync(ServerInTest server, int count)
    {
        HelloFrame hello = new(LiveProtocol.Version, false, false, "", 0, "/", 800, 600, 60);
        for (int i = 0; i < count; i++)
        {
            LiveSession session = await OpenAsync(server);
            LiveConnection connection = new(server.Engine, new StuckSocket(), null, new string('c', 22), IPAddress.Parse("192.0.2.1"), Anonymous.User);
            _ = connection.RunAsync();
            await session.AttachAsync(connection, hello, anew: null);
        }
    }

    private static long Heap() => GC.GetTotalMemory(forceFullCollection: true);

    private static async Task OpenAsync(ServerInTest server, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await OpenAsync(server);
        }
    }

    private static async Task<LiveSession> OpenAsync(ServerInTest server)
    {
        (LiveSession? session, _) = server.Engine.Opening.Open(
            new Wanted(server.Engine.Routes.Find("/")!, new string("/".AsSpan()), SessionId.New(), IPAddress.Parse("192.0.2.1"), Anonymous.User, Kept: null));
        await session!.DoAsync((made, html) => made.WriteHtml(html, "token"), new System.Buffers.ArrayBufferWriter<byte>());
        return session;
    }
}
