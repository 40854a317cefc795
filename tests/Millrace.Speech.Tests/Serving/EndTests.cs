using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Millrace.Speech.Host.Sessions;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Serving;

public sealed class EndTests
{
    [Fact(Timeout = 120_000)]
    public async Task Stop_answers_what_was_taken_and_closes_without_a_last_final()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 20; i++)
        {
            await talker.SendAudioAsync(Sound.Speech(20));
        }

        await talker.SendAsync("""{"type":"stop"}""");
        for (int i = 0; i < 20; i++)
        {
            await talker.ExpectAsync("partial");
        }

        await talker.ExpectCloseAsync(WebSocketCloseStatus.NormalClosure);
        await server.EmptyAsync();
        Assert.Equal(1, server.Engine.Counters.Ended(SessionEnd.Stop));
    }

    [Fact(Timeout = 120_000)]
    public async Task Finalize_gives_exactly_one_final_whether_or_not_somebody_spoke()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync("""{"type":"Finalize"}""");
        JsonElement nothing = await talker.ExpectAsync("final");
        Assert.Equal(("", "finalize"), (nothing.GetProperty("text").GetString(), nothing.GetProperty("reason").GetString()));

        await talker.SpeakAsync();
        await talker.SendAsync("""{"type":"Finalize"}""");
        JsonElement something = await talker.ExpectAsync("final");
        Assert.NotEqual("", something.GetProperty("text").GetString());
        Assert.Equal("finalize", something.GetProperty("reason").GetString());
        await talker.SpeakAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task CloseStream_gives_the_open_utterance_and_a_sum_and_closes()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();
        await talker.SendAsync("""{"type":"CloseStream"}""");
        JsonElement final = await talker.ExpectAsync("final");
        JsonElement end = await talker.ExpectAsync("session_end");

        Assert.Equal("close", final.GetProperty("reason").GetString());
        Assert.Equal(talker.SessionId, end.GetProperty("session_id").GetString());
        Assert.Equal((1000, 50, 1), (end.GetProperty("audio_ms").GetInt32(), end.GetProperty("chunks").GetInt32(), end.GetProperty("finals").GetInt32()));
        await talker.ExpectCloseAsync(WebSocketCloseStatus.NormalClosure);
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task CloseStream_in_silence_gives_a_sum_alone()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync("""{"type":"CloseStream"}""");
        await talker.ExpectAsync("session_end");
        await talker.ExpectCloseAsync(WebSocketCloseStatus.NormalClosure);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_deleted_session_is_told_and_closed_and_is_not_found_again()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();
        Guid id = Guid.Parse(talker.SessionId);
        Assert.True(await server.Engine.Directory.EndAsync(id, TestContext.Current.CancellationToken));
        Assert.False(await server.Engine.Directory.EndAsync(id, TestContext.Current.CancellationToken));
        Assert.False(await server.Engine.Directory.EndAsync(Guid.Empty, TestContext.Current.CancellationToken));

        JsonElement error = await talker.ExpectErrorAsync("SESSION_CLOSING");
        Assert.Equal("deleted", error.GetProperty("reason").GetString());
        await talker.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
        await server.StillServesAsync(neighbour);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("no_speech")]
    [InlineData("idle")]
    [InlineData("max_length")]
    public async Task The_server_ends_what_lasts_too_long_and_says_why(string reason)
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync(
            options => options with
            {
                InitialSpeechTimeout = TimeSpan.FromSeconds(reason == "no_speech" ? 30 : 3000),
                IdleTimeout = TimeSpan.FromSeconds(reason == "idle" ? 300 : 3000),
                MaxSessionLength = TimeSpan.FromSeconds(reason == "max_length" ? 600 : 0),
                CleanupInterval = TimeSpan.FromSeconds(1),
                RecogniserTimeout = TimeSpan.FromMinutes(10),
            },
            new RecogniserInTest(),
            time);
        await using TalkerInTest talker = await server.TalkAsync();
        if (reason != "no_speech")
        {
            await talker.SpeakAsync();
        }

        Task<JsonElement> told = talker.ExpectErrorAsync("SESSION_CLOSING");
        TimeSpan least = TimeSpan.FromSeconds(reason switch { "no_speech" => 30, "idle" => 300, _ => 600 });
        await PassAsync(time, least - TimeSpan.FromSeconds(2));
        Assert.False(told.IsCompleted);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return told.IsCompleted;
            },
            "The end");
        Assert.Equal(reason, (await told).GetProperty("reason").GetString());
        await talker.ExpectCloseAsync(WebSocketCloseStatus.PolicyViolation);
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task KeepAlive_keeps_a_silent_session()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync(
            options => options with { IdleTimeout = TimeSpan.FromSeconds(100), CleanupInterval = TimeSpan.FromSeconds(1) }, new RecogniserInTest(), time);
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();
        for (int i = 0; i < 5; i++)
        {
            await PassAsync(time, TimeSpan.FromSeconds(60));
            await talker.SendAsync("""{"type":"KeepAlive"}""");
            await talker.SendAsync("?");
            await talker.ExpectErrorAsync("INVALID_JSON");
        }

        await talker.SpeakAsync();
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_talker_who_has_not_spoken_yet_stays_while_silence_or_KeepAlive_comes(bool sendsSilence)
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync(
            options => options with { InitialSpeechTimeout = TimeSpan.FromSeconds(30), CleanupInterval = TimeSpan.FromSeconds(1) }, new RecogniserInTest(), time);
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 5; i++)
        {
            await PassAsync(time, TimeSpan.FromSeconds(20));
            await (sendsSilence ? talker.SendAsync(Sound.Silence(20)) : talker.SendAsync("""{"type":"KeepAlive"}"""));
            await talker.SendAsync("?");
            if (sendsSilence)
            {
                await talker.ExpectAsync("partial");
            }

            await talker.ExpectErrorAsync("INVALID_JSON");
        }

        Assert.Equal(1, server.Engine.Sessions.CountOf(SessionState.Created));
        await talker.SpeakAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_talker_who_is_owed_an_answer_is_not_idle()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        RecogniserInTest recogniser = new();
        recogniser.OnPiece = recogniser.Hold;
        await using ServerInTest server = await ServerInTest.StartAsync(
            options => options with { IdleTimeout = TimeSpan.FromSeconds(10), CleanupInterval = TimeSpan.FromSeconds(1), RecogniserTimeout = TimeSpan.FromMinutes(10) }, recogniser, time);
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync(Sound.Speech(20));
        await Eventually.TrueAsync(() => recogniser.Held.Count == 1, "The chunk at the recogniser");
        await PassAsync(time, TimeSpan.FromSeconds(60));
        Assert.True(recogniser.Held.TryDequeue(out Host.Recognition.Piece? piece));
        RecogniserInTest.Answer(piece, "word");
        await talker.ExpectAsync("partial");
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return server.Engine.Counters.Ended(SessionEnd.Idle) == 1;
            },
            "The end, once nothing is owed");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_drain_tells_everybody_and_takes_nobody()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();
        Task<bool> drain = server.Server.DrainAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken).AsTask();
        JsonElement error = await talker.ExpectErrorAsync("SESSION_CLOSING");
        Assert.Equal("shutdown", error.GetProperty("reason").GetString());
        await talker.ExpectCloseAsync(WebSocketCloseStatus.EndpointUnavailable);
        Assert.True(await drain);

        await using TalkerInTest late = await TalkerInTest.ConnectAsync(server);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, late.Status);
        Assert.False(server.Server.Health.IsReady);
        Assert.Equal(1, server.Engine.Counters.Ended(SessionEnd.Shutdown));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_drain_cuts_off_who_does_not_go()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        Assert.False(await server.Server.DrainAsync(TimeSpan.FromMilliseconds(100), TestContext.Current.CancellationToken));
        await server.EmptyAsync();
    }

    // In steps that are smaller than what is waited for, so that the sweep runs in between.
    private static async Task PassAsync(FakeTime time, TimeSpan span)
    {
        for (TimeSpan passed = TimeSpan.Zero; passed < span; passed += TimeSpan.FromSeconds(1))
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
    }
}
