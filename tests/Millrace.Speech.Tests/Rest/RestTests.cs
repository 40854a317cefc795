using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Millrace.Speech.Tests.Serving;
using Millrace.Speech.Wire;
using Millrace.WebSockets;

namespace Millrace.Speech.Tests.Rest;

public sealed class RestTests
{
    private static readonly byte[] s_speech = [.. Sound.Silence(200), .. Sound.Speech(1000), .. Sound.Silence(600), .. Sound.Speech(800)];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Health_begins_with_what_its_clients_know()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        string body = await server.Http.GetStringAsync("/v1/health", Cancelled);

        Assert.Matches("""^\{"status":"ok","version":"[^"]+","active_sessions":0,"recogniser":"simulated","recogniser_ready":true,"workers":1,"workers_silent":0\}$""", body);
    }

    [Fact(Timeout = 120_000)]
    public async Task Raw_audio_is_transcribed_as_a_stream_is()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        using HttpResponseMessage response = await PostAsync(server, s_speech);
        string body = await response.Content.ReadAsStringAsync(Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("{\"text\":\"", body, StringComparison.Ordinal);
        JsonElement answer = JsonElement.Parse(body);
        Assert.Equal(["text", "duration_ms", "audio_ms", "words"], answer.EnumerateObject().Select(property => property.Name));
        string[] words = answer.GetProperty("text").GetString()!.Split(' ');
        Assert.Equal(words, answer.GetProperty("words").EnumerateArray().Select(word => word.GetProperty("word").GetString()));
        Assert.Equal(2600, answer.GetProperty("audio_ms").GetInt32());
        Assert.True(answer.GetProperty("duration_ms").GetInt64() >= 1);
        await server.EmptyAsync();
        Assert.Equal(1, server.Engine.Counters.Sessions);
        Assert.Equal(s_speech.Length, server.Engine.Counters.AudioBytes);
        Assert.Equal(2, server.Engine.Counters.Finals);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_hour_of_audio_waits_for_the_simulated_latency_once()
    {
        // With a second for each piece, and one after another, this would take minutes.
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with
        {
            Recogniser = new() { Simulated = new SimulatedOptions { Latency = TimeSpan.FromSeconds(1) } },
        });
        byte[] audio = [.. Enumerable.Repeat((byte[])[.. Sound.Speech(500), .. Sound.Silence(500)], 300).SelectMany(static second => second)];

        using HttpResponseMessage response = await PostAsync(server, audio);
        JsonElement answer = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancelled));

        Assert.Equal(300_000, answer.GetProperty("audio_ms").GetInt32());
        Assert.Equal(300, server.Engine.Counters.Finals);
    }

    [Fact(Timeout = 120_000)]
    public async Task No_audio_is_an_error_that_clients_know()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        foreach (byte[] nothing in new byte[][] { [], WavWriter.ToArray(16_000, []) })
        {
            using HttpResponseMessage response = await PostAsync(server, nothing);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal("""{"detail":"Empty audio data"}""", await response.Content.ReadAsStringAsync(Cancelled));
        }

        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Who_sends_the_head_of_a_file_and_dawdles_needs_a_session()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxSessions = 1 });
        await using TalkerInTest talker = await server.TalkAsync();
        using TcpClient client = new();
        await client.ConnectAsync(server.Address.Host, server.Address.Port, Cancelled);
        await client.GetStream().WriteAsync("POST /v1/transcribe HTTP/1.1\r\nHost: localhost\r\nContent-Length: 300000\r\n\r\nRIFF\0\0\0\0WAVE"u8.ToArray(), Cancelled);

        using StreamReader answer = new(client.GetStream());

        Assert.Equal("HTTP/1.1 503 Service Unavailable", await answer.ReadLineAsync(Cancelled));
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_a_free_session_a_client_is_told_when_to_come_again()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxSessions = 1 });
        await using TalkerInTest talker = await server.TalkAsync();

        using HttpResponseMessage response = await PostAsync(server, s_speech);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("""{"detail":"Maximum 1 concurrent sessions reached"}""", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_body_beyond_the_limit_is_refused_and_its_session_free_again()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxBodyBytes = 100_000, MaxSessions = 1 });
        using (HttpResponseMessage told = await PostAsync(server, new byte[100_001]))
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, told.StatusCode);
            Assert.Contains("100000 bytes", await told.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }

        using HttpRequestMessage chunked = new(HttpMethod.Post, "/v1/transcribe") { Content = new StreamContent(new MemoryStream(new byte[300_000])) };
        chunked.Headers.TransferEncodingChunked = true;
        using (HttpResponseMessage untold = await server.Http.SendAsync(chunked, Cancelled))
        {
            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, untold.StatusCode);
        }

        using HttpResponseMessage next = await PostAsync(server, s_speech);
        Assert.Equal(HttpStatusCode.OK, next.StatusCode);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("endpointing=5", "endpointing")]
    [InlineData("endpointing=x", "endpointing")]
    [InlineData("vad=4", "vad")]
    [InlineData("vad=1&vad=2", "vad")]
    public async Task A_wrong_parameter_is_named_as_FastAPI_does(string query, string name)
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        using HttpResponseMessage response = await PostAsync(server, s_speech, "?" + query);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        JsonElement detail = JsonElement.Parse(await response.Content.ReadAsStringAsync(Cancelled)).GetProperty("detail")[0];
        Assert.Equal(["query", name], detail.GetProperty("loc").EnumerateArray().Select(place => place.GetString()));
    }

    [Theory(Timeout = 120_000)]
    [InlineData("GET", "/v2/health", 404, """{"detail":"Not Found"}""", null)]
    [InlineData("POST", "/v1/health", 405, """{"detail":"Method Not Allowed"}""", "GET, HEAD")]
    [InlineData("GET", "/v1/transcribe", 405, """{"detail":"Method Not Allowed"}""", "POST")]
    [InlineData("PUT", "/v1/sessions/x", 405, """{"detail":"Method Not Allowed"}""", "DELETE")]
    [InlineData("DELETE", "/v1/sessions/nobody", 404, """{"detail":"Session not found"}""", null)]
    [InlineData("DELETE", "/v1/sessions/00000000-0000-0000-0000-000000000000", 404, """{"detail":"Session not found"}""", null)]
    [InlineData("HEAD", "/v1/health", 200, "", null)]
    public async Task What_there_is_not_is_worded_as_FastAPI_does(string method, string path, int status, string body, string? allow)
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        using HttpRequestMessage request = new(new HttpMethod(method), path);

        using HttpResponseMessage response = await server.Http.SendAsync(request, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(allow, response.Content.Headers.Allow.Count == 0 ? null : string.Join(", ", response.Content.Headers.Allow));
    }

    [Fact(Timeout = 120_000)]
    public async Task Sessions_are_listed_summed_and_deleted()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        Assert.Equal("""{"sessions":[],"count":0}""", await server.Http.GetStringAsync("/v1/sessions", Cancelled));
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();

        string list = await server.Http.GetStringAsync("/v1/sessions", Cancelled);
        Match row = Regex.Match(list, """^\{"sessions":\[\{"session_id":"([0-9a-f-]{36})","state":"active","created_at":"([^"]+)","last_activity_at":"([^"]+)","audio_duration_ms":(\d+\.\d+)\}\],"count":1\}$""");
        Assert.True(row.Success, list);
        Assert.Matches("""^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$""", row.Groups[2].Value);
        Assert.Matches("""^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$""", row.Groups[3].Value);
        Assert.True(double.Parse(row.Groups[4].Value, CultureInfo.InvariantCulture) > 0);

        JsonElement metrics = JsonElement.Parse(await server.Http.GetStringAsync("/v1/sessions/metrics", Cancelled));
        Assert.Equal(
            ["active_sessions", "total_sessions", "total_audio_bytes", "total_audio_duration_ms", "total_chunks", "total_transcripts", "totals_of_live_sessions"],
            metrics.EnumerateObject().Select(property => property.Name));
        Assert.Equal(1, metrics.GetProperty("active_sessions").GetInt32());
        Assert.Equal(1, metrics.GetProperty("totals_of_live_sessions").GetProperty("total_sessions").GetInt32());
        Assert.Contains('.', metrics.GetProperty("total_audio_duration_ms").GetRawText());

        string id = row.Groups[1].Value;
        using HttpResponseMessage deleted = await server.Http.DeleteAsync($"/v1/sessions/{id}", Cancelled);
        Assert.Equal($$"""{"status":"closed","session_id":"{{id}}"}""", await deleted.Content.ReadAsStringAsync(Cancelled));
        JsonElement told = await talker.ExpectAsync("error");
        Assert.Equal("SESSION_CLOSING", told.GetProperty("code").GetString());
        Assert.Equal("deleted", told.GetProperty("reason").GetString());
        await talker.DisposeAsync();
        await server.EmptyAsync();
        Assert.Equal(1, JsonElement.Parse(await server.Http.GetStringAsync("/v1/sessions/metrics", Cancelled)).GetProperty("total_sessions").GetInt32());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_request_that_is_being_transcribed_is_listed_and_can_be_deleted()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with
        {
            Recogniser = new() { Simulated = new SimulatedOptions { Fault = SimulatedFault.Hang } },
        });
        Task<HttpResponseMessage> waiting = PostAsync(server, s_speech);
        await Testing.Eventually.TrueAsync(() => server.Engine.Sessions.All.Any(), "The request's session");
        string id = JsonElement.Parse(await server.Http.GetStringAsync("/v1/sessions", Cancelled)).GetProperty("sessions")[0].GetProperty("session_id").GetString()!;

        using HttpResponseMessage deleted = await server.Http.DeleteAsync($"/v1/sessions/{id}", Cancelled);
        Assert.Equal(HttpStatusCode.OK, deleted.StatusCode);
        using HttpResponseMessage ended = await waiting;
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ended.StatusCode);
        Assert.Equal("""{"detail":"Session is closing"}""", await ended.Content.ReadAsStringAsync(Cancelled));
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_recogniser_that_hangs_is_not_waited_for_without_end()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with
        {
            RecogniserTimeout = TimeSpan.FromMilliseconds(200),
            Recogniser = new() { Simulated = new SimulatedOptions { Fault = SimulatedFault.Hang } },
        });

        using HttpResponseMessage response = await PostAsync(server, s_speech);

        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Equal("""{"detail":"The recogniser gave no answer within 0.2 s"}""", await response.Content.ReadAsStringAsync(Cancelled));
        await server.EmptyAsync();
    }

    [Theory(Timeout = 120_000)]
    [InlineData(SimulatedFault.Throw, 0)]
    [InlineData(SimulatedFault.None, 1)]
    public async Task A_recogniser_that_fails_is_an_error_and_nothing_is_left(SimulatedFault fault, double errorRate)
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with
        {
            Recogniser = new() { Simulated = new SimulatedOptions { Fault = fault, ErrorRate = errorRate, Latency = TimeSpan.FromMilliseconds(1) } },
        });

        using HttpResponseMessage response = await PostAsync(server, s_speech);

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal("""{"detail":"The recogniser failed"}""", await response.Content.ReadAsStringAsync(Cancelled));
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_key_is_asked_for_but_for_the_health_and_the_documents()
    {
        using Testing.TempFolder folder = new();
        string keys = folder.Write("keys", "0123456789abcdef\n");
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { ApiKeyFile = keys });
        foreach (string path in new[] { "/v1/health", "/openapi.json", "/docs", "/docs.css" })
        {
            using HttpResponseMessage open = await server.Http.GetAsync(path, Cancelled);
            Assert.Equal(HttpStatusCode.OK, open.StatusCode);
        }

        foreach (string path in new[] { "/v1/sessions", "/v1/sessions/metrics", "/v1/models" })
        {
            using HttpResponseMessage closed = await server.Http.GetAsync(path, Cancelled);
            Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
            Assert.Equal("Bearer", closed.Headers.WwwAuthenticate.ToString());
        }

        using HttpResponseMessage refused = await PostAsync(server, s_speech);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        server.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "0123456789abcdef");
        using HttpResponseMessage taken = await PostAsync(server, s_speech);
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("http://evil.example", 403)]
    [InlineData("null", 403)]
    [InlineData("https://app.example", 200)]
    public async Task A_page_of_a_stranger_cannot_have_its_visitors_use_sessions_up(string origin, int status)
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { Origins = new OriginPolicy { Allowed = ["https://app.example"] } });
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/transcribe") { Content = new ByteArrayContent(s_speech) };
        request.Headers.Add("Origin", origin);

        using HttpResponseMessage response = await server.Http.SendAsync(request, Cancelled);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static async Task<HttpResponseMessage> PostAsync(ServerInTest server, byte[] audio, string query = "")
    {
        using ByteArrayContent content = new(audio);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await server.Http.PostAsync("/v1/transcribe" + query, content, Cancelled);
    }
}
