using System.Net;
using Millrace.Speech.Host.Sessions;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Serving;

public sealed class HandshakeTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("endpointing=9")]
    [InlineData("endpointing=10001")]
    [InlineData("endpointing=soon")]
    [InlineData("vad=4")]
    [InlineData("vad=1&vad=2")]
    [InlineData("language=12345678901234567890123456789012345678901234567890")]
    [InlineData("prompt=%07")]
    public async Task A_wrong_query_is_refused_before_the_upgrade(string query)
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await TalkerInTest.ConnectAsync(server, query);
        Assert.Equal(HttpStatusCode.BadRequest, talker.Status);
        Assert.Equal(1, server.Engine.Counters.Refused(SessionRefusal.Query));
        Assert.Equal(0, server.Engine.Counters.Sessions);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_client_chooses_the_silence_that_ends_an_utterance()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await TalkerInTest.ConnectAsync(server, "endpointing=1500&vad=1&language=en&prompt=hello&unknown=1");
        Assert.Equal(1500, (await talker.ExpectAsync("session_start")).GetProperty("endpointing_ms").GetInt32());
        await talker.SpeakAsync();
        await talker.SendAsync(Sound.Silence(1000));
        await talker.ExpectAsync("partial");
        await talker.SendAsync(Sound.Silence(1000));
        await talker.ExpectAsync("final");
    }

    [Fact(Timeout = 120_000)]
    public async Task Session_start_tells_the_bounds()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await TalkerInTest.ConnectAsync(server);
        System.Text.Json.JsonElement start = await talker.ExpectAsync("session_start");
        Assert.True(Guid.TryParse(talker.SessionId, out _));
        Assert.Equal(
            (16_000, 300, 10_000, 262_144),
            (start.GetProperty("sample_rate").GetInt32(), start.GetProperty("endpointing_ms").GetInt32(), start.GetProperty("max_backlog_ms").GetInt32(), start.GetProperty("max_chunk_bytes").GetInt32()));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_foreign_origin_and_a_foreign_name_are_refused()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest origin = await TalkerInTest.ConnectAsync(server, "", options => options.SetRequestHeader("Origin", "https://evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, origin.Status);
        await using TalkerInTest name = await TalkerInTest.ConnectAsync(server, "", options => options.SetRequestHeader("Host", "evil.example"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, name.Status);
        await using TalkerInTest own = await TalkerInTest.ConnectAsync(server, "", options => options.SetRequestHeader("Origin", server.Address.GetLeftPart(UriPartial.Authority)));
        await own.ExpectAsync("session_start");
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_no_WebSocket_is_told_so()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        using HttpResponseMessage response = await server.Http.GetAsync("/v1/transcribe/stream", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UpgradeRequired, response.StatusCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task Where_there_are_keys_one_is_needed_by_header_or_subprotocol()
    {
        const string Key = "0123456789abcdef0123";
        using TempFolder folder = new();
        string file = folder.Write("keys", $"# ours\n{Key}\n");
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { ApiKeyFile = file });
        await using TalkerInTest none = await TalkerInTest.ConnectAsync(server);
        Assert.Equal(HttpStatusCode.Unauthorized, none.Status);
        await using TalkerInTest wrong = await TalkerInTest.ConnectAsync(server, "", options => options.SetRequestHeader("X-API-Key", Key + "x"));
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.Status);
        await using TalkerInTest header = await TalkerInTest.ConnectAsync(server, "", options => options.SetRequestHeader("Authorization", "Bearer " + Key));
        await header.ExpectAsync("session_start");
        await using TalkerInTest browser = await TalkerInTest.ConnectAsync(server, "", options =>
        {
            options.AddSubProtocol("token");
            options.AddSubProtocol(Key);
        });
        await browser.ExpectAsync("session_start");
        Assert.Equal("token", browser.Subprotocol);
        Assert.Equal(2, server.Engine.Counters.Refused(SessionRefusal.ApiKey));
    }

    [Fact(Timeout = 120_000)]
    public async Task Over_https_the_stream_comes_over_http_2_and_may_be_longer_than_a_body()
    {
        using TestCertificate certificate = new();
        await using ServerInTest server = await ServerInTest.StartAsync(
            options => options with { TlsCertificateFile = certificate.PemFile, MaxBodyBytes = 1024 }, trust: (_, presented, _, _) => certificate.Is(presented));
        await using TalkerInTest talker = await server.TalkAsync();
        Assert.Equal(HttpStatusCode.OK, talker.Status);
        await talker.SpeakAsync();
        await talker.CloseAsync();
        await server.EmptyAsync();
        await using TalkerInTest second = await server.TalkAsync();
        await second.SpeakAsync();
        second.Cut();
        await server.EmptyAsync();
    }
}
