using System.Net;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Sessions;

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

    private static long Heap() => GC.GetTotalMemory(forceFullCollection: true);

    private static async Task OpenAsync(ServerInTest server, int count)
    {
        for (int i = 0; i < count; i++)
        {
            (LiveSession? session, _) = await server.Engine.Opening.OpenAsync(
                new Wanted(server.Engine.Routes.Find("/")!, "/", SessionId.New(), IPAddress.Loopback, Anonymous.User, Kept: null));
            await session!.DoAsync((made, html) => made.WriteHtml(html, "token"), new System.Buffers.ArrayBufferWriter<byte>());
        }
    }
}
