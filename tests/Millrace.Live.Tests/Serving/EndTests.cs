using System.Buffers;
using System.Net;
using System.Runtime.InteropServices;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

/// <summary>How sessions end: nobody waits for what another one's page does then, and nothing of them is left.</summary>
public sealed class EndTests
{
    private static readonly HelloFrame s_hello = new(LiveProtocol.Version, false, false, "", 0, "/", 800, 600, 60);

    [Fact(Timeout = 120_000)]
    public async Task What_is_still_being_sent_when_a_session_ends_goes_to_nobody_else()
    {
        SharedSignal<int> shared = new(0);
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new SharedPage(shared)));
        LiveSession session = Open(server).Session!;
        StuckSocket socket = new();
        LiveConnection connection = new(server.Engine, socket, null, "cookie", IPAddress.Loopback, Anonymous.User);
        Assert.True(await session.AttachAsync(connection, s_hello, anew: null));
        socket.SendsAreStuck = true;
        shared.Update(value => value + 1);
        await Eventually.TrueAsync(() => connection.IsSending, "The send");
        Assert.True(MemoryMarshal.TryGetArray(socket.Sending, out ArraySegment<byte> sending));

        // Nobody else has its turn, so this goes on on the same thread: the pool gives what a thread gave back to that thread first.
        await session.DoAsync(static (ending, _) => ending.End(EndReason.Operator, null), 0);
        byte[][] rented = [.. Enumerable.Range(0, 64).Select(_ => ArrayPool<byte>.Shared.Rent(sending.Array!.Length))];
        Assert.DoesNotContain(rented, array => ReferenceEquals(array, sending.Array));
    }

    [Fact(Timeout = 240_000)]
    public async Task A_session_that_is_evicted_while_it_is_made_leaves_no_page_behind()
    {
        using EndingPage.Watch watch = new();
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new EndingPage(watch)), options => options with { MaxSessions = 4 });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Open(server);
                server.Engine.Sessions.MakeRoom(EndReason.SessionLimit);
            }
        })));
        await Eventually.TrueAsync(
            () =>
            {
                server.Engine.Sessions.MakeRoom(EndReason.SessionLimit);
                return server.Engine.Sessions.Count == 0 && server.Engine.Sessions.TakingDown == 0;
            },
            "The end of all");

        Assert.Equal(watch.Mounted, watch.Unmounted);
        Assert.Equal(0, server.Engine.Ledger.Total);
        Assert.Empty(server.Engine.Sessions.Absent.First(10));
        Assert.Equal(0, server.Log.Count(2607));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_place_is_free_at_once_however_long_the_page_takes_to_go()
    {
        using EndingPage.Watch watch = new();
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new EndingPage(watch)));
        Open(server);
        watch.MayGo.Reset();
        Assert.True(server.Engine.Sessions.MakeRoom(EndReason.SessionLimit));
        Assert.Equal(0, server.Engine.Sessions.Count);
        Assert.Equal(0, server.Engine.Ledger.Total);
        Assert.Equal(0, watch.Unmounted);

        watch.MayGo.Set();
        await Eventually.TrueAsync(() => server.Engine.Sessions.TakingDown == 0, "The end of the page");
        Assert.Equal(1, watch.Unmounted);
    }

    [Fact(Timeout = 120_000)]
    public async Task What_had_begun_when_a_session_ended_comes_to_its_end()
    {
        using EndingPage.Watch watch = new();
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new EndingPage(watch)));
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAsync();
        await Eventually.TrueAsync(() => watch.Working == 1, "The work");
        LiveSession session = server.Engine.Sessions.All.Single();
        await session.DoAsync(static (ending, _) => ending.End(EndReason.Operator, Farewell.Operator), 0);
        Assert.Equal(0, watch.Gate.CurrentCount);

        watch.Work.SetResult();
        await Eventually.TrueAsync(() => watch.Gate.CurrentCount == 1, "The gate that others wait for");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_page_that_is_too_large_from_the_start_is_told_so()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(new LivePages().Map("/", _ => new ListPage(500)), options => options with { MaxSessionBytes = 16 * 1024 });
        await using BrowserInTest browser = new(server, "/");
        await browser.LoadAsync();

        Assert.Equal(HttpStatusCode.InsufficientStorage, browser.Status);
        Assert.Contains("more memory", browser.Html, StringComparison.Ordinal);
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.SessionMemory));
        Assert.Equal(0, server.Engine.Counters.Refused(RefusalReason.PageFailed));
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_is_at_its_own_limit_takes_the_place_of_its_own_network_and_nobody_elses()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxSessions = 2, MaxSessionsPerAddress = 1 });
        LiveSession other = Open(server, "192.0.2.1").Session!;
        LiveSession own = Open(server, "2001:db8::1").Session!;
        Assert.NotNull(Open(server, "2001:db8::2").Session); // The same /64.
        Assert.Equal(SessionState.Ended, own.State);
        Assert.Equal(SessionState.Pending, other.State);

        LiveSession attached = Open(server, "192.0.2.1").Session!;
        Assert.Equal(SessionState.Ended, other.State);
        Assert.True(await attached.AttachAsync(new(server.Engine, new StuckSocket(), null, "cookie", IPAddress.Loopback, Anonymous.User), s_hello, anew: null));
        Assert.Equal(RefusalReason.AddressLimit, Open(server, "192.0.2.1").Refusal);
        Assert.Equal(2, server.Engine.Sessions.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_connection_that_ended_before_its_farewell_is_not_watched_for_ever()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(time: time);
        LiveConnection connection = new(server.Engine, new StuckSocket(), null, "cookie", IPAddress.Loopback, Anonymous.User);
        server.Engine.Refuse(connection, RefusalReason.HelloTimeout, Farewell.Protocol("No hello came in time."));
        Assert.Equal(1, server.Engine.Sweep.Watched);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(3));
                server.Engine.Sweep.Look();
                return server.Engine.Sweep.Watched == 0;
            },
            "The end of the watch");
    }

    private static (LiveSession? Session, RefusalReason? Refusal) Open(ServerInTest server, string address = "127.0.0.1") =>
        server.Engine.Opening.Open(new Wanted(server.Engine.Routes.Find("/")!, "/", SessionId.New(), IPAddress.Parse(address), Anonymous.User, Kept: null));
}
