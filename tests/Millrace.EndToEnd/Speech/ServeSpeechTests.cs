using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd.Speech;

/// <summary>`millrace serve speech` from the outside: one process.</summary>
public sealed class ServeSpeechTests
{
    private const string Recordings = "/usr/share/pocketsphinx/test/data";

    [Fact]
    public async Task The_ready_line_says_where_it_serves_and_it_serves()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);

        Assert.Empty(served.Workers);
        Assert.Equal("ok", (await served.GetAsync("/v1/health")).GetProperty("status").GetString());
        await using SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream);
        Assert.Equal("partial", (await talk.SayAsync())!.Value.GetProperty("type").GetString());
        Assert.Contains("1 of 1000 sessions", await served.AdminAsync("/readyz"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProcessSignal.Terminate)]
    [InlineData(ProcessSignal.Interrupt)]
    public async Task A_signal_tells_clients_and_ends_with_0(ProcessSignal signal)
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);
        await using SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream);
        Assert.NotNull(await talk.SayAsync());

        Task<int> end = served.StopAsync(signal);

        JsonElement? last = await talk.LastAsync();
        Assert.Equal("SESSION_CLOSING", last?.GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, talk.Closed);
        Assert.Equal(0, await end);
    }

    [Fact]
    public async Task It_ends_with_its_standard_input()
    {
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([]);

        served.Process.CloseInput();

        Assert.Equal(0, await Cli.EndOf(served.Process));
    }

    [Fact]
    public async Task With_a_certificate_it_speaks_tls_alone()
    {
        using TempFolder folder = new();
        (string both, _) = TestCertificate.Write(folder.Path);
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--cert", both]);

        Assert.Equal("https", served.Address.Scheme);
        await using SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream, options => options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=millrace test");
        Assert.NotNull(await talk.SayAsync());
    }

    [Fact]
    public async Task With_api_keys_nobody_comes_in_without_one()
    {
        const string Key = "0123456789abcdef-test";
        using TempFolder folder = new();
        string file = folder.Write("keys", $"# for the test\n{Key}\n");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--api-key-file", file]);

        WebSocketException refused = await Assert.ThrowsAsync<WebSocketException>(() => SpeechTalk.BeginAsync(served.Stream));
        Assert.Contains("401", refused.Message, StringComparison.Ordinal);
        await using SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream, options => options.SetRequestHeader("Authorization", $"Bearer {Key}"));
        Assert.NotNull(await talk.SayAsync());
    }

    [Fact]
    public async Task Environment_variables_are_defaults_and_options_go_before_them()
    {
        Dictionary<string, string?> one = new() { ["ASR_MAX_SESSIONS"] = "1", ["ASR_PORT"] = "1" };
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync([], one);
        Assert.NotEqual(1, served.Address.Port);
        await using SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream);

        await using SpeechTalk second = await SpeechTalk.ConnectAsync(served.Stream);

        Assert.Equal("SESSION_LIMIT", (await second.ReceiveAsync())?.GetProperty("code").GetString());
        Assert.Null(await second.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, second.Closed);
    }

    [Fact]
    public async Task A_wrong_variable_is_an_error_that_names_it()
    {
        ProcessResult result = await RunningProcess.RunAsync(
            Cli.Program, ["serve", "speech", "--port", "0"], TimeSpan.FromSeconds(60), null, new Dictionary<string, string?> { ["ASR_LATENCY_MS"] = "soon" });

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("error: \"soon\" is not a whole number from 0 to 60000", result.Error, StringComparison.Ordinal);
        Assert.Contains("where: the environment variable ASR_LATENCY_MS", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_port_in_use_is_said_and_ends_it(int workers)
    {
        using Socket taken = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        ProcessResult result = await RunAsync("--port", $"{port}", "--admin", "off", "--workers", $"{workers}");

        Assert.Equal(6, result.ExitCode);
        Assert.Contains("error: speech cannot start.", result.Error, StringComparison.Ordinal);
        Assert.Contains($"{port}", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Theory]
    [InlineData("--workers", "0")]
    [InlineData("--workers", "many")]
    [InlineData("--worker", "here")]
    [InlineData("--sample-rate", "11025")]
    [InlineData("--recogniser", "vosk")]
    [InlineData("--decoders", "2")]
    [InlineData("--key", "key.pem")]
    [InlineData("--fault", "explode")]
    public async Task What_cannot_be_is_refused_before_anything_starts(string option, string value)
    {
        ProcessResult result = await RunAsync(option, value);

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
        Assert.Contains("do:    ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_model_that_is_not_there_is_said_once_with_what_to_install(int workers)
    {
        ProcessResult result = await RunAsync("--port", "0", "--admin", "off", "--workers", $"{workers}", "--recogniser", "pocketsphinx", "--acoustic-model", "/nowhere/en-us");

        Assert.Equal(6, result.ExitCode);
        Assert.Single(result.Error.Split('\n'), line => line.StartsWith("error: speech cannot start. ", StringComparison.Ordinal));
        Assert.Contains("pocketsphinx", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pocketsphinx_transcribes_a_recording()
    {
        string recording = $"{Recordings}/goforward.raw";
        Assert.SkipUnless(File.Exists(recording), "pocketsphinx-testdata is not installed (eng/peers.apt)");
        Assert.SkipUnless(Directory.Exists("/usr/share/pocketsphinx/model/en-us/en-us"), "pocketsphinx-en-us is not installed (eng/peers.apt)");
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--recogniser", "pocketsphinx", "--decoders", "1", "--recogniser-timeout", "3m", "--decoder-wait", "2m"]);
        using HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };
        using ByteArrayContent body = new(await File.ReadAllBytesAsync(recording, TestContext.Current.CancellationToken));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");

        using HttpResponseMessage answer = await http.PostAsync(new Uri(served.Address, "/v1/transcribe"), body, TestContext.Current.CancellationToken);

        JsonElement json = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("go forward ten meters", json.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_hangup_has_the_keys_read_again_by_every_worker(int workers)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "SIGHUP is of Unix");
        const string Before = "0123456789abcdef-before", After = "0123456789abcdef-after";
        using TempFolder folder = new();
        string file = folder.Write("keys", Before);
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(["--api-key-file", file, "--workers", $"{workers}", "--log", "info"]);
        await using SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream, options => options.SetRequestHeader("X-API-Key", Before));
        folder.Write("keys", After);

        using (System.Diagnostics.Process kill = System.Diagnostics.Process.Start("/bin/kill", ["-HUP", $"{served.Process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(() => served.Process.Error.Split('\n').Count(line => line.Contains("was read again", StringComparison.Ordinal)) == workers, "the keys read again");
        for (int i = 0; i < 8 * workers; i++)
        {
            await Assert.ThrowsAsync<WebSocketException>(() => SpeechTalk.BeginAsync(served.Stream, options => options.SetRequestHeader("X-API-Key", Before)));
            await using SpeechTalk next = await SpeechTalk.BeginAsync(served.Stream, options => options.SetRequestHeader("X-API-Key", After));
        }

        Assert.NotNull(await talk.SayAsync());
    }

    [Fact]
    public async Task The_openai_recogniser_has_another_server_of_ours_transcribe()
    {
        await using ServedSpeechProcess behind = await ServedSpeechProcess.StartAsync(["--seed", "7"]);
        await using ServedSpeechProcess served = await ServedSpeechProcess.StartAsync(
            ["--recogniser", "openai", "--openai-url", new Uri(behind.Address, "/v1").ToString(), "--openai-timeout", "100s", "--recogniser-timeout", "3m"]);
        byte[] second = Tone(16_000);
        using HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };
        using ByteArrayContent body = new([.. new byte[16_000], .. second, .. new byte[32_000]]);

        using HttpResponseMessage answer = await http.PostAsync(new Uri(served.Address, "/v1/transcribe"), body, TestContext.Current.CancellationToken);

        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        JsonElement json = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Matches("[a-z]+", json.GetProperty("text").GetString());
        JsonElement totals = await behind.UntilAsync("/v1/sessions/metrics", metrics => metrics.GetProperty("total_sessions").GetInt64() == 1);
        Assert.InRange(totals.GetProperty("total_audio_duration_ms").GetDouble(), 1_000, 2_000);
        await using SpeechTalk talk = await SpeechTalk.BeginAsync(served.Stream);
        Assert.Equal("partial", (await talk.SayAsync())!.Value.GetProperty("type").GetString());
    }

    // 400 Hz, 12 dB below full scale.
    private static byte[] Tone(int samples)
    {
        byte[] pcm = new byte[2 * samples];
        for (int i = 0; i < samples; i++)
        {
            BitConverter.TryWriteBytes(pcm.AsSpan(2 * i), (short)(8000 * Math.Sin(i * 2 * Math.PI * 400 / 16000)));
        }

        return pcm;
    }

    private static Task<ProcessResult> RunAsync(params string[] options) =>
        RunningProcess.RunAsync(Cli.Program, ["serve", "speech", .. options], TimeSpan.FromSeconds(60));
}
