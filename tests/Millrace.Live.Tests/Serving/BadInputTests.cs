using System.Buffers;
using System.Net.WebSockets;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

/// <summary>What a stranger may send: the session that sent it gets an answer, and its neighbours notice nothing.</summary>
public sealed class BadInputTests
{
    public static TheoryData<string> Malformed =>
    [
        "", "00", "01", "06", "0F", "19", "7F0102", "81", "FF", "0201FF", "0280", "02FFFFFFFFFF01", "0300", "030002", "0502", "0480", "1001", "10010101", "30", "3000", "300001", "32010102", "33010181808001",
        "4001018001", "600101", "70010121", "7E0101FF", "3001018000", "300101FF",
    ];

    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_frame_ends_its_connection_with_a_reason(string hex)
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.SendAsync(Convert.FromHexString(hex));
        await browser.UntilClosedAsync();

        Assert.Equal(GoodbyeReason.Protocol, browser.Goodbye!.Value.Reason);
        Assert.Equal(WebSocketCloseStatus.ProtocolError, browser.CloseStatus);
        Assert.Equal(1, server.Engine.Counters.Malformed);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task Every_truncation_and_mutation_of_a_click_leaves_the_server_working()
    {
        ArrayBufferWriter<byte> click = new();
        ClientFrames.Mouse(click, EventKind.Click, 1, 2, new MouseEvent(300, 20, -1, 4, 0, 1, default));
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        Random random = new(7);
        List<byte[]> frames = [.. Enumerable.Range(0, click.WrittenCount).Select(length => click.WrittenSpan[..length].ToArray())];
        for (int i = 0; i < 60; i++)
        {
            byte[] changed = click.WrittenSpan.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            frames.Add(changed);
        }

        foreach (byte[] frame in frames)
        {
            await using BrowserInTest browser = await server.OpenAsync();
            await browser.SendAsync(frame);
            await browser.SendAsync(writer => ClientFrames.Ping(writer, 1));
            int before = browser.Frames;
            await browser.UntilAsync(() => browser.IsClosed || browser.Frames > before, "an answer");
        }

        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_text_message_is_a_broken_protocol()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text);
        await browser.UntilClosedAsync();

        Assert.Equal(GoodbyeReason.Protocol, browser.Goodbye!.Value.Reason);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_oversized_frame_is_closed_as_too_big()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxFrameBytes = 4096 });
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.SendAsync(writer => ClientFrames.Text(writer, EventKind.Input, browser.NextEvent++, browser.Document.FirstElement("input"), new string('x', 4000)));
        await browser.UntilAsync(() => browser.Handled == 1, "the largest that is allowed");
        await browser.SendAsync(writer => ClientFrames.Text(writer, EventKind.Input, browser.NextEvent++, browser.Document.FirstElement("input"), new string('x', 400_000)));
        await browser.UntilClosedAsync();

        Assert.Equal(WebSocketCloseStatus.MessageTooBig, browser.CloseStatus);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_event_for_a_node_that_is_not_there_or_does_not_listen_is_answered_and_the_session_goes_on()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAsync(node: 4_000_000);
        await browser.UntilAsync(() => browser.Notices.Count == 1, "the notice");
        await browser.ClickAsync(browser.Document.FirstElement("output"));
        await browser.UntilAsync(() => browser.Notices.Count == 2, "the second notice");
        await browser.SendAsync(writer => ClientFrames.Plain(writer, EventKind.Blur, browser.NextEvent++, browser.Document.FirstElement("button")));
        await browser.UntilAsync(() => browser.Notices.Count == 3, "the third notice");

        Assert.All(browser.Notices, notice => Assert.Equal(NoticeCode.NoSuchHandler, notice.Code));
        Assert.Equal(4_000_000u, browser.Notices[0].Node);
        await browser.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Replayed_events_are_dropped_and_a_gap_is_told_once()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        browser.NextEvent = 1;
        await browser.ClickAsync();
        browser.NextEvent = 5;
        await browser.ClickAsync();
        await browser.ClickAsync();
        await browser.ClickAsync();
        await browser.UntilAsync(() => browser.Notices.Count > 0, "the notice");
        browser.NextEvent = 2;
        await browser.ClickAsync();
        await browser.UntilAsync(() => browser.Document.LastEvent == 2, "the event that was missing");

        Assert.Equal("2", browser.Document.Text(browser.Document.FirstElement("output")));
        Assert.Equal(NoticeCode.EventMissing, Assert.Single(browser.Notices).Code);
        Assert.Equal(1, server.Engine.Counters.EventsRepeated);
        Assert.Equal(3, server.Engine.Counters.EventsMissing);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_frame_that_was_never_sent_cannot_be_acknowledged()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.SendAsync(writer => ClientFrames.Ack(writer, 1000));
        await browser.UntilClosedAsync();

        Assert.Equal(GoodbyeReason.Protocol, browser.Goodbye!.Value.Reason);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_resync_is_answered_by_replay_or_document()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        uint last = browser.Document.LastPatch;
        await browser.SendAsync(writer => ClientFrames.Resync(writer, last, wantsDocument: true));
        await browser.UntilAsync(() => browser.Document.LastPatch > last, "the document");

        Assert.Equal("1", browser.Document.Text(browser.Document.FirstElement("output")));
        await browser.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_flood_is_slowed_down_and_loses_nothing()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { EventsPerSecond = 200, EventBurst = 10 }, time);
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync();
        for (int i = 0; i < 60; i++)
        {
            await browser.ClickAsync();
        }

        await browser.UntilAsync(() => browser.Notices.Exists(notice => notice.Code == NoticeCode.TooManyEvents), "the notice");
        await server.StillServesAsync(neighbour);
        Task all = browser.UntilAsync(() => browser.Document.Text(browser.Document.FirstElement("output")) == "60", "all of them");
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(5));
                return all.IsCompleted;
            },
            "The end of the flood");
        await all;
        Assert.True(server.Engine.Counters.Pauses > 0);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_flood_that_does_not_end_is_cut_off()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(
            options => options with { EventsPerSecond = 1, EventBurst = 1, FloodTimeout = TimeSpan.FromSeconds(5), Heartbeat = TimeSpan.FromHours(1) }, time);
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync();
        for (int i = 0; i < 60; i++)
        {
            await browser.ClickAsync();
        }

        Task closed = browser.UntilClosedAsync();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(500));
                return closed.IsCompleted;
            },
            "The end of the flood");
        await closed;

        Assert.Equal(GoodbyeReason.Protocol, browser.Goodbye!.Value.Reason);
        Assert.Contains("events a second", browser.Goodbye.Value.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Engine.Counters.Failures);
        Assert.Equal(0, server.Log.Count(2607));
        time.Advance(TimeSpan.FromSeconds(5));
        await neighbour.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_client_that_never_acknowledges_is_not_rendered_for_and_takes_no_memory()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { EventsPerSecond = 0, WindowFrames = 4 });
        await using BrowserInTest browser = await server.OpenAsync();
        browser.Acknowledges = false;
        for (int i = 0; i < 500; i++)
        {
            await browser.ClickAsync();
        }

        await browser.UntilAsync(() => browser.Handled == 500, "all events handled");
        LiveSession session = server.Engine.Sessions.All.Single();
        Assert.Equal(4, server.Engine.Counters.PatchFrames);
        Assert.True(session.Bytes < 20_000, $"{session.Bytes} bytes");
        browser.Acknowledges = true;
        await browser.SendAsync(writer => ClientFrames.Ack(writer, browser.Document.LastPatch));
        await browser.UntilAsync(() => browser.Document.Text(browser.Document.FirstElement("output")) == "500", "one frame for the rest");
        Assert.Equal(5, server.Engine.Counters.PatchFrames);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_client_that_never_reads_takes_no_memory_and_is_detached()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<WidePage>(options => options with { EventsPerSecond = 0, WindowFrames = 1000, WindowBytes = 16 * 1024 * 1024, ResumeWindow = TimeSpan.FromDays(1), MaxSessionBytes = 0, IdleTimeout = TimeSpan.Zero, SendTimeout = TimeSpan.FromSeconds(10) }, time);
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.OpenAsync();
        browser.Acknowledges = false;
        LiveSession session = server.Engine.Sessions.All.Single(each => each.Route.Pattern == "/");
        uint button = browser.Document.FirstElement("button");
        long most = 0;

        // Until the network takes no more, and then on: whether a send is stuck or the window is full, the clock tells the server what to do.
        await Eventually.TrueAsync(
            () =>
            {
                if (session.State == SessionState.Attached)
                {
                    browser.ClickAsync(button).Wait(TestContext.Current.CancellationToken);
                }

                most = Math.Max(most, session.Bytes);
                time.Advance(TimeSpan.FromMilliseconds(500));
                return session.State == SessionState.Detached;
            },
            "The end of the connection");
        Assert.True(most < 40 * 1024 * 1024, $"{most} bytes");
        await server.StillServesAsync(await ReopenAsync(server, neighbour));
    }

    [Fact(Timeout = 120_000)]
    public async Task Garbage_instead_of_hello_and_silence_instead_of_hello_are_sent_away()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { Heartbeat = TimeSpan.FromHours(1) }, time);
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest garbage = await server.LoadAsync();
        await garbage.ConnectAsync();
        await garbage.SendAsync(writer => ClientFrames.Ping(writer, 1));
        await garbage.UntilClosedAsync();
        Assert.Equal(GoodbyeReason.Protocol, garbage.Goodbye!.Value.Reason);

        await using BrowserInTest silent = await server.LoadAsync();
        await silent.ConnectAsync();
        Task closed = silent.UntilClosedAsync();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return closed.IsCompleted;
            },
            "The end of the silence");
        await closed;
        Assert.Equal(GoodbyeReason.Protocol, silent.Goodbye!.Value.Reason);
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.HelloTimeout));
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.HelloMalformed));
        await neighbour.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Documents_that_are_asked_for_without_end_are_slowed_down_like_events()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { EventsPerSecond = 100, EventBurst = 20 }, time);
        await using BrowserInTest browser = await server.OpenAsync();
        for (int i = 0; i < 50; i++)
        {
            await browser.SendAsync(writer => ClientFrames.Resync(writer, 0, wantsDocument: true));
        }

        await browser.UntilAsync(() => browser.Notices.Exists(notice => notice.Code == NoticeCode.TooManyEvents), "the notice");
        Assert.InRange(server.Engine.Counters.Documents, 1, 5); // One at hello, then three until nothing more is read: the clock stands.
    }

    [Fact(Timeout = 120_000)]
    public async Task An_empty_close_frame_is_a_line_that_was_lost_and_the_session_waits()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        await browser.ClickAndSeeAsync();
        await browser.Socket.CloseOutputAsync(WebSocketCloseStatus.Empty, null, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => server.Engine.Sessions.CountOf(SessionState.Detached) == 1, "The loss of the connection");
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false, browser.Document.LastPatch);

        Assert.Equal(WelcomeMode.GoOn, browser.Welcome!.Value.Mode);
        await browser.ClickAndSeeAsync();
    }

    // Its own connection may have been given up too while the clock ran.
    private static async Task<BrowserInTest> ReopenAsync(ServerInTest server, BrowserInTest neighbour)
    {
        await neighbour.ConnectAsync();
        await neighbour.HelloAsync();
        Assert.Null(neighbour.Goodbye);
        return neighbour;
    }
}
