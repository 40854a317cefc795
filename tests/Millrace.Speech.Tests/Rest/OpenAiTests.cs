using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Millrace.Speech.Tests.Serving;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Rest;

public sealed class OpenAiTests
{
    private static readonly byte[] s_wav = WavWriter.ToArray(16_000, [.. Sound.Speech(1000), .. Sound.Silence(600), .. Sound.Speech(800), .. Sound.Silence(400)]);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task The_usual_answer_is_the_text_in_JSON()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        (HttpStatusCode status, string body, string type) = await PostAsync(server, s_wav, ("model", "whisper-1"));

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("application/json", type);
        Assert.Matches("""^\{"text":"[a-z' ]+","usage":\{"type":"duration","seconds":3\}\}$""", body);
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Text_is_the_text_alone()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        (_, string body, string type) = await PostAsync(server, s_wav, ("response_format", "text"));

        Assert.Equal("text/plain; charset=utf-8", type);
        Assert.Matches("^[a-z' ]+\n$", body);
    }

    [Fact(Timeout = 120_000)]
    public async Task Verbose_JSON_has_segments_and_where_asked_words()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        (_, string plain, _) = await PostAsync(server, s_wav, ("response_format", "verbose_json"), ("language", "en"));
        (_, string both, _) = await PostAsync(
            server, s_wav, ("response_format", "verbose_json"), ("timestamp_granularities[]", "word"), ("timestamp_granularities[]", "segment"));
        (_, string words, _) = await PostAsync(server, s_wav, ("response_format", "verbose_json"), ("timestamp_granularities[]", "word"));

        JsonElement answer = JsonElement.Parse(plain);
        Assert.Equal("transcribe", answer.GetProperty("task").GetString());
        Assert.Equal("en", answer.GetProperty("language").GetString());
        Assert.Equal(2.8, answer.GetProperty("duration").GetDouble());
        JsonElement[] segments = [.. answer.GetProperty("segments").EnumerateArray()];
        Assert.Equal(2, segments.Length);
        Assert.Equal(answer.GetProperty("text").GetString(), string.Join(' ', segments.Select(segment => segment.GetProperty("text").GetString())));
        Assert.All(segments, segment => Assert.True(segment.GetProperty("end").GetDouble() > segment.GetProperty("start").GetDouble()));
        Assert.InRange(segments[1].GetProperty("start").GetDouble(), 1.5, 1.7);
        Assert.False(answer.TryGetProperty("words", out _));
        Assert.True(JsonElement.Parse(both).TryGetProperty("segments", out _));
        Assert.False(JsonElement.Parse(words).TryGetProperty("segments", out _));
        JsonElement word = JsonElement.Parse(words).GetProperty("words")[0];
        Assert.Equal(["word", "start", "end"], word.EnumerateObject().Select(property => property.Name));
    }

    [Fact(Timeout = 120_000)]
    public async Task Subtitles_have_a_cue_for_each_utterance()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        (_, string srt, _) = await PostAsync(server, s_wav, ("response_format", "srt"));
        (_, string vtt, _) = await PostAsync(server, s_wav, ("response_format", "vtt"));

        const string SrtTime = @"00:00:0\d,\d{3}";
        Assert.Matches($"^1\n{SrtTime} --> {SrtTime}\n[a-z' ]+\n\n2\n{SrtTime} --> {SrtTime}\n[a-z' ]+\n\n$", srt);
        const string VttTime = @"00:00:0\d\.\d{3}";
        Assert.Matches($"^WEBVTT\n\n{VttTime} --> {VttTime}\n[a-z' ]+\n\n{VttTime} --> {VttTime}\n[a-z' ]+\n\n$", vtt);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("response_format", "docx", "response_format")]
    [InlineData("stream", "true", "stream")]
    [InlineData("timestamp_granularities[]", "letter", "timestamp_granularities")]
    public async Task A_wrong_field_is_named_as_OpenAI_does(string field, string value, string named)
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        (HttpStatusCode status, string body, _) = await PostAsync(server, s_wav, (field, value));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Matches($$"""^\{"error":\{"message":"[^"]+","type":"invalid_request_error","param":"{{Regex.Escape(named)}}","code":null\}\}$""", body);
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_no_form_no_file_or_no_WAV_is_refused_as_OpenAI_does()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        using (HttpResponseMessage response = await server.Http.PostAsync("/v1/audio/transcriptions", new ByteArrayContent(s_wav), Cancelled))
        {
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.StartsWith("{\"error\":{\"message\":\"The body must be a form", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }

        using (MultipartFormDataContent form = new() { { new StringContent("whisper-1"), "model" } })
        using (HttpResponseMessage response = await server.Http.PostAsync("/v1/audio/transcriptions", form, Cancelled))
        {
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Contains("\"param\":\"file\"", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        }

        (HttpStatusCode status, string body, _) = await PostAsync(server, [.. "ID3 this is some other format"u8]);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("This is no WAV file", body, StringComparison.Ordinal);

        using StringContent broken = new("--x\r\nnonsense");
        broken.Headers.Remove("Content-Type");
        broken.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=x");
        using HttpResponseMessage unread = await server.Http.PostAsync("/v1/audio/transcriptions", broken, Cancelled);
        Assert.Equal(HttpStatusCode.BadRequest, unread.StatusCode);
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_form_that_is_too_large_or_comes_without_a_key_is_refused_as_OpenAI_does()
    {
        using Testing.TempFolder folder = new();
        string keys = folder.Write("keys", "0123456789abcdef\n");
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxBodyBytes = 50_000, ApiKeyFile = keys });
        (HttpStatusCode status, string body, _) = await PostAsync(server, s_wav);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Contains("\"code\":\"invalid_api_key\"", body, StringComparison.Ordinal);

        server.Http.DefaultRequestHeaders.Add("X-API-Key", "0123456789abcdef");
        (status, body, _) = await PostAsync(server, s_wav);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, status);
        Assert.StartsWith("{\"error\":", body, StringComparison.Ordinal);
        await server.EmptyAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Without_a_free_session_a_client_is_told_when_to_come_again()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxSessions = 1 });
        await using TalkerInTest talker = await server.TalkAsync();

        (HttpStatusCode status, string body, _) = await PostAsync(server, s_wav);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("""{"error":{"message":"Maximum 1 concurrent sessions reached","type":"rate_limit_error","param":null,"code":"SESSION_LIMIT"}}""", body);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_recogniser_is_the_only_model()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        Assert.Matches(
            """^\{"object":"list","data":\[\{"id":"simulated","object":"model","created":\d+,"owned_by":"millrace"\}\]\}$""", await server.Http.GetStringAsync("/v1/models", Cancelled));
    }

    // The file first, as some clients send it, and the fields behind it.
    private static async Task<(HttpStatusCode Status, string Body, string Type)> PostAsync(ServerInTest server, byte[] file, params (string Name, string Value)[] fields)
    {
        using MultipartFormDataContent form = new() { { new ByteArrayContent(file), "file", "talk.wav" } };
        foreach ((string name, string value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        using HttpResponseMessage response = await server.Http.PostAsync("/v1/audio/transcriptions", form, Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled), response.Content.Headers.ContentType!.ToString());
    }
}
