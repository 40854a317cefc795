using Microsoft.AspNetCore.Http;
using Millrace.Hosting;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Recognition.OpenAi;
using Millrace.Speech.Wire;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Recognition;

public sealed class OpenAiRecogniserTests : IAsyncLifetime
{
    private static readonly RecognitionSettings Session = new(1, 16_000, "en", "names of rivers");
    private readonly LogInTest _log = new();
    private readonly FakeTime _time = new();
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private OpenAiServerInTest _server = null!;

    public async ValueTask InitializeAsync() => _server = await OpenAiServerInTest.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _gate.TrySetResult();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_utterance_is_sent_as_one_WAV_file_with_key_model_language_and_prompt()
    {
        using var folder = new TempFolder();
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions { KeyFile = folder.Write("key", "sk-1234\nnotes\n"), Model = "small" });
        using IRecognition session = recogniser.Open(Session);
        byte[] audio = [.. Enumerable.Range(0, 3000).Select(i => (byte)i)];
        PieceInTest first = Give(session, audio[..1000], begins: true);
        Assert.Equal("", first.Heard.Text);
        Give(session, audio[1000..2500]);
        PieceInTest last = Give(session, audio[2500..], ends: true);
        await last.Told;
        Assert.Equal("hello there", last.Heard.Text);
        (string? key, byte[] file, Dictionary<string, string> fields) = Assert.Single(_server.Requests);
        Assert.Equal("Bearer sk-1234", key);
        Assert.Equal(WavWriter.ToArray(16_000, audio), file);
        Assert.Equal(["language=en", "model=small", "prompt=names of rivers", "response_format=json"], fields.Select(field => $"{field.Key}={field.Value}").Order());
    }

    [Fact]
    public async Task Each_utterance_is_sent_alone_and_silence_is_not_sent()
    {
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions());
        using IRecognition session = recogniser.Open(Session);
        for (int i = 1; i <= 3; i++)
        {
            PieceInTest last = Give(session, new byte[100 * i], begins: true, ends: true);
            session.Recognise(PieceInTest.Silence());
            await last.Told;
        }

        Assert.Equal([144, 244, 344], _server.Requests.Select(request => request.File.Length));
        Assert.All(_server.Requests, request => Assert.Null(request.Key));
    }

    [Theory]
    [InlineData(500, "boom", RecognitionError.Failed, "The server answered 500: boom")]
    [InlineData(401, """{"error":{"message":"Wrong key","type":"x"}}""", RecognitionError.Failed, "The server answered 401: Wrong key")]
    [InlineData(503, """{"detail":"Maximum 4 concurrent sessions reached"}""", RecognitionError.Busy, "The server answered 503: Maximum 4 concurrent sessions reached")]
    [InlineData(429, "", RecognitionError.Busy, "The server answered 429")]
    [InlineData(302, "", RecognitionError.Failed, "The server answered 302")]
    [InlineData(200, "no json", RecognitionError.Failed, "The server's answer is no JSON object with a text.")]
    [InlineData(200, """{"text":5}""", RecognitionError.Failed, "The server's answer is no JSON object with a text.")]
    [InlineData(200, "[]", RecognitionError.Failed, "The server's answer is no JSON object with a text.")]
    internal async Task What_the_server_refuses_fails_once_with_its_words(int status, string body, RecognitionError error, string why)
    {
        _server.Answer = http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = "http://127.0.0.1:9/elsewhere";
            return http.Response.WriteAsync(body);
        };
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions());
        using IRecognition session = recogniser.Open(Session);
        PieceInTest last = Give(session, new byte[100], begins: true, ends: true);
        await last.Told;
        Assert.Equal((error, why), (last.Error, last.Why));
        Assert.Single(_server.Requests);
        await Eventually.TrueAsync(() => _log.Count(2856) == 1, "The log of the failure");
    }

    [Fact]
    public async Task A_server_that_is_not_there_fails_the_utterance()
    {
        await _server.DisposeAsync();
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions { Url = new Uri("http://127.0.0.1:1/v1") });
        using IRecognition session = recogniser.Open(Session);
        PieceInTest last = Give(session, new byte[100], begins: true, ends: true);
        await last.Told;
        Assert.Contains("The request failed", last.Why, StringComparison.Ordinal);
        _server = await OpenAiServerInTest.StartAsync();
    }

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_given_up()
    {
        _server.Answer = _ => _gate.Task;
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions());
        using IRecognition session = recogniser.Open(Session);
        PieceInTest last = Give(session, new byte[100], begins: true, ends: true);
        await Eventually.TrueAsync(() => _server.Requests.Count == 1, "The request");
        Assert.False(last.IsTold);
        _time.Advance(TimeSpan.FromSeconds(10));
        await last.Told;
        Assert.Equal((RecognitionError.TimedOut, "The server did not answer within 9 s, the wait for the utterance's turn included."), (last.Error, last.Why));
    }

    [Fact]
    public async Task An_utterance_whose_turn_never_came_is_told_that_all_are_busy()
    {
        _server.Answer = _ => _gate.Task;
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions { MaxRequests = 1 });
        using IRecognition first = recogniser.Open(Session);
        using IRecognition second = recogniser.Open(Session);
        _ = Give(first, new byte[100], begins: true, ends: true);
        await Eventually.TrueAsync(() => _server.Requests.Count == 1, "The request");
        PieceInTest waiting = Give(second, new byte[100], begins: true, ends: true);
        await Eventually.TrueAsync(() => recogniser.Summary.StartsWith("2 ", StringComparison.Ordinal), "The second waits");
        _time.Advance(TimeSpan.FromSeconds(10));
        await waiting.Told;
        Assert.Equal(RecognitionError.Busy, waiting.Error);
        Assert.Contains("waited 9 s", waiting.Why, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task The_longest_utterance_is_forwarded_with_its_look_back()
    {
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions { MaxUtterance = TimeSpan.FromSeconds(1) });
        using IRecognition session = recogniser.Open(Session);
        PieceInTest last = Give(session, new byte[32_000 + 9_600], begins: true, ends: true);
        await last.Told;
        Assert.Equal("hello there", last.Heard.Text);
    }

    [Fact]
    public async Task Requests_and_those_that_wait_are_bounded()
    {
        _server.Answer = async http =>
        {
            await _gate.Task;
            await http.Response.WriteAsync("""{"text":"late"}""");
        };
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions { MaxRequests = 2, MaxWaiting = 1 });
        List<PieceInTest> pieces = [.. Enumerable.Range(0, 6).Select(_ => Give(recogniser.Open(Session), new byte[100], begins: true, ends: true))];
        await Eventually.TrueAsync(() => pieces.Count(piece => piece.IsTold) == 3, "Three are refused");
        Assert.All(pieces.Where(piece => piece.IsTold), piece => Assert.Equal(RecognitionError.Busy, piece.Error));
        await Eventually.TrueAsync(() => _server.Requests.Count == 2, "Two are under way");
        _gate.SetResult();
        await Task.WhenAll(pieces.Select(piece => piece.Told));
        Assert.Equal(3, pieces.Sum(piece => piece.Answers));
        Assert.Equal(3, _server.Requests.Count);
        await Eventually.TrueAsync(() => recogniser.Summary.Contains(" 0 bytes", StringComparison.Ordinal), "All audio is given back");
    }

    [Fact]
    public async Task An_utterance_that_is_too_long_fails_and_the_next_is_heard()
    {
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions { MaxUtterance = TimeSpan.FromSeconds(1) });
        using IRecognition session = recogniser.Open(Session);
        // A second, the look-back of 0.3 s and a frame have room.
        Give(session, new byte[42_000], begins: true);
        PieceInTest over = Give(session, new byte[640]);
        PieceInTest last = Give(session, new byte[640], ends: true);
        Assert.Equal([1, 1], new[] { over, last }.Select(piece => piece.Failures));
        Assert.Contains("which is the limit", over.Why, StringComparison.Ordinal);
        PieceInTest next = Give(session, new byte[640], begins: true, ends: true);
        await next.Told;
        Assert.Equal("hello there", next.Heard.Text);
    }

    [Fact]
    public async Task The_audio_of_all_sessions_is_bounded_and_given_back()
    {
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions { MaxAudioBytes = 1024 * 1024 });
        List<IRecognition> sessions = [.. Enumerable.Range(0, 3).Select(_ => recogniser.Open(Session))];
        List<PieceInTest> pieces = [.. sessions.Select(session => Give(session, new byte[500_000], begins: true))];
        Assert.Equal([0, 0, 1], pieces.Select(piece => piece.Failures));
        Assert.Equal(RecognitionError.Busy, pieces[2].Error);
        sessions[0].Dispose();
        Assert.Equal(0, Give(sessions[2], new byte[500_000], begins: true).Failures);
        sessions.ForEach(session => session.Dispose());
        Assert.Contains(" 0 bytes", recogniser.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_goes_away_takes_its_request_with_it()
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Answer = http =>
        {
            http.RequestAborted.Register(() => aborted.TrySetResult());
            return aborted.Task;
        };
        await using OpenAiRecogniser recogniser = await StartAsync(new OpenAiOptions());
        IRecognition session = recogniser.Open(Session);
        Give(session, new byte[100], begins: true, ends: true);
        await Eventually.TrueAsync(() => _server.Requests.Count == 1, "The request");
        session.Dispose();
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("two words", "holds no key")]
    public async Task A_key_file_without_a_key_is_said_at_the_start(string content, string expected)
    {
        using var folder = new TempFolder();
        ServerStartException exception = await Assert.ThrowsAsync<ServerStartException>(() => StartAsync(new OpenAiOptions { KeyFile = folder.Write("key", content) }));
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    private async Task<OpenAiRecogniser> StartAsync(OpenAiOptions options)
    {
        var recogniser = new OpenAiRecogniser(options with { Url = options.Url ?? _server.Url }, _time, _log);
        await recogniser.StartAsync(TestContext.Current.CancellationToken);
        return recogniser;
    }

    private static PieceInTest Give(IRecognition session, byte[] audio, bool begins = false, bool ends = false)
    {
        PieceInTest piece = PieceInTest.Speech(audio.Length, audio.Length, begins, ends, audio: audio);
        session.Recognise(piece);
        return piece;
    }
}
