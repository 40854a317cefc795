using System.Net.WebSockets;
using System.Text.Json;
using Millrace.Speech.Host.Sessions;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Serving;

public sealed class LimitTests
{
    [Fact(Timeout = 120_000)]
    public async Task One_session_too_many_is_told_behind_the_handshake_and_closed_with_1008()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxSessions = 1 });
        await using TalkerInTest first = await server.TalkAsync();
        await using TalkerInTest second = await TalkerInTest.ConnectAsync(server);
        JsonElement error = await second.ExpectErrorAsync("SESSION_LIMIT");

        Assert.Equal("Maximum 1 concurrent sessions reached", error.GetProperty("message").GetString());
        Assert.True(error.GetProperty("retry_after").GetInt32() > 0);
        await second.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
        Assert.Equal(1, server.Engine.Counters.Refused(SessionRefusal.SessionLimit));
        Assert.False(server.Server.Health.IsReady);
        await Eventually.TrueAsync(() => server.Log.Count(2806) == 1, "The line in the log");
        await first.SpeakAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_has_stopped_has_given_its_place_back_before_it_learns_of_it()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxSessions = 1 });
        for (int i = 0; i < 20; i++)
        {
            await using TalkerInTest talker = await server.TalkAsync();
            await talker.SendAsync("""{"type":"stop"}""");
            Assert.Null(await talker.ReceiveAsync());
        }

        for (int i = 0; i < 20; i++)
        {
            await using TalkerInTest talker = await server.TalkAsync();
            await talker.CloseAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task An_address_has_only_so_many_sessions()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxSessionsPerAddress = 1 });
        await using TalkerInTest first = await server.TalkAsync();
        await using TalkerInTest second = await TalkerInTest.ConnectAsync(server);
        await second.ExpectErrorAsync("SESSION_LIMIT");
        await second.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);

        Assert.Equal(1, server.Engine.Counters.Refused(SessionRefusal.AddressLimit));
        Assert.True(server.Server.Health.IsReady);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_request_takes_a_place_too_and_stands_in_the_list()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxSessions = 1 });
        using (Host.Rest.IRequestSession request = server.Engine.Requests.TryOpen(null, out _)!)
        {
            request.Took(64_000, hasSpeech: true);
            Assert.Null(server.Engine.Requests.TryOpen(null, out _));
            Host.Workers.SessionRows rows = await server.Engine.Directory.ListAsync(TestContext.Current.CancellationToken);
            Host.Workers.SessionRow row = Assert.Single(rows.Rows);
            Assert.Equal(("active", 2000.0), (row.State, row.AudioDurationMs));
            Assert.True(await server.Engine.Directory.EndAsync(row.SessionId, TestContext.Current.CancellationToken));
            Assert.True(request.Ending.IsCancellationRequested);
        }

        await server.EmptyAsync();
        await using TalkerInTest talker = await server.TalkAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_tracking_sessions_are_counted_and_answered_and_nothing_else()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { TracksSessions = false, MaxSessions = 1, InitialSpeechTimeout = TimeSpan.FromMilliseconds(100) });
        await using TalkerInTest talker = await server.TalkAsync();
        Assert.Empty((await server.Engine.Directory.ListAsync(TestContext.Current.CancellationToken)).Rows);
        Assert.Equal(1, server.Engine.Sessions.Count);
        await using TalkerInTest second = await TalkerInTest.ConnectAsync(server);
        await second.ExpectErrorAsync("SESSION_LIMIT");
        await second.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
        await talker.SpeakAsync();
        await talker.CloseAsync();
        await server.EmptyAsync();
    }
}
