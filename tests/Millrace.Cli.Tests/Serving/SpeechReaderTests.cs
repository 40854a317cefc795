using System.CommandLine;
using System.Net;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Speech;
using Xunit;

namespace Millrace.Cli.Tests.Serving;

public sealed class SpeechReaderTests
{
    [Fact]
    public void Without_options_everything_has_the_servers_own_default() => Assert.Equivalent(new SpeechOptions(), Read([]));

    [Fact]
    public void Every_option_of_the_port_and_of_audio_reaches_the_server()
    {
        SpeechOptions options = Read([], "--host", "0.0.0.0", "--port", "8443", "--cert", "cert.pem", "--key", "key.pem", "--api-key-file", "keys", "--origin", "https://example.org",
            "--allowed-host", "speech.example.org", "--csp", "default-src *", "--max-connections", "77", "--max-body", "1MiB", "--sample-rate", "8000", "--vad", "3", "--vad-frame", "30",
            "--endpointing", "1s", "--max-utterance", "9s", "--max-chunk", "4KiB", "--max-backlog", "2s", "--max-backlog-chunks", "99");

        Assert.Equal((IPAddress.Any, 8443, "cert.pem", "key.pem", "keys", "default-src *"), (options.Address, options.Port, options.TlsCertificateFile, options.TlsKeyFile, options.ApiKeyFile, options.ContentSecurityPolicy));
        Assert.Equal(["https://example.org"], options.Origins.Allowed);
        Assert.Equal(["speech.example.org"], options.AllowedHosts);
        Assert.Equal((77, 1 << 20, 8000, 3, 30), (options.MaxConnections, options.MaxBodyBytes, options.SampleRate, options.VadAggressiveness, options.VadFrameMs));
        Assert.Equal((1, 9, 4096, 2, 99), (options.Endpointing.TotalSeconds, options.LongestUtterance.TotalSeconds, options.MaxChunkBytes, options.MaxBacklog.TotalSeconds, options.MaxBacklogChunks));
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Every_option_of_sessions_reaches_the_server()
    {
        SpeechOptions options = Read([], "--max-sessions", "7", "--max-per-address", "3", "--session-tracking", "false", "--idle-timeout", "1m", "--initial-speech-timeout", "4s",
            "--max-session-length", "1h", "--cleanup-interval", "1s", "--send-timeout", "2s", "--ping-interval", "0", "--ping-timeout", "5s", "--recogniser-timeout", "6s");

        Assert.Equal((7, 3, false), (options.MaxSessions, options.MaxSessionsPerAddress, options.TracksSessions));
        Assert.Equal((1, 4, 1, 1), (options.IdleTimeout.TotalMinutes, options.InitialSpeechTimeout.TotalSeconds, options.MaxSessionLength.TotalHours, options.CleanupInterval.TotalSeconds));
        Assert.Equal((2, 0, 5, 6), (options.SendTimeout.TotalSeconds, options.PingInterval.TotalSeconds, options.PingTimeout.TotalSeconds, options.RecogniserTimeout.TotalSeconds));
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Every_option_of_a_recogniser_reaches_it()
    {
        SimulatedOptions simulated = Read([], "--latency", "7ms", "--error-rate", "0.5", "--bytes-per-word", "640", "--seed", "9", "--fault", "hang", "--fault-share", "0.1").Recogniser.Simulated;
        Assert.Equal(new SimulatedOptions { Latency = TimeSpan.FromMilliseconds(7), ErrorRate = 0.5, BytesPerWord = 640, Seed = 9, Fault = SimulatedFault.Hang, FaultShare = 0.1 }, simulated);

        SpeechRecogniserOptions sphinx = Read([], "--recogniser", "pocketsphinx", "--acoustic-model", "a", "--dictionary", "d", "--language-model", "l", "--decoders", "2", "--decoder-audio", "5s", "--decoder-wait", "3s").Recogniser;
        Assert.Equal(RecogniserKind.PocketSphinx, sphinx.Kind);
        Assert.Equal(
            new PocketSphinxOptions { AcousticModel = "a", Dictionary = "d", LanguageModel = "l", Decoders = 2, MaxWaitingAudio = TimeSpan.FromSeconds(5), MaxWait = TimeSpan.FromSeconds(3) },
            sphinx.PocketSphinx);

        SpeechRecogniserOptions openAi = Read([], "--recogniser", "openai", "--openai-url", "http://127.0.0.1:1/v1", "--openai-model", "m", "--openai-key-file", "k", "--openai-timeout", "3s",
            "--openai-requests", "4", "--openai-waiting", "5", "--openai-utterance", "6s", "--openai-audio", "7MiB").Recogniser;
        Assert.Equal(
            new OpenAiOptions
            {
                Url = new Uri("http://127.0.0.1:1/v1"),
                Model = "m",
                KeyFile = "k",
                Timeout = TimeSpan.FromSeconds(3),
                MaxRequests = 4,
                MaxWaiting = 5,
                MaxUtterance = TimeSpan.FromSeconds(6),
                MaxAudioBytes = 7 << 20,
            },
            openAi.OpenAi);
        Assert.Equal("V", Read([], "--recogniser", "openai", "--openai-url", "http://127.0.0.1:1/v1", "--openai-key-variable", "V").Recogniser.OpenAi.KeyVariable);
    }

    [Fact]
    public void Every_variable_is_a_default()
    {
        SpeechOptions options = Read([
            "ASR_SAMPLE_RATE=8000", "ASR_SAMPLE_WIDTH=2", "ASR_BYTES_PER_SECOND=16000", "ASR_BYTES_PER_WORD=640", "ASR_WORDS_PER_SECOND=1", "ASR_VAD_AGGRESSIVENESS=0", "ASR_VAD_FRAME_MS=10",
            "ASR_ENDPOINTING_MS=500", "ASR_LATENCY_MS=5", "ASR_HOST=0.0.0.0", "ASR_PORT=9000", "ASR_MAX_SESSIONS=12", "ASR_SESSION_IDLE_TIMEOUT_SECONDS=1.5", "ASR_SESSION_CLEANUP_INTERVAL_SECONDS=30.0"]);

        Assert.Equal((IPAddress.Any, 9000, 8000, 0, 10), (options.Address, options.Port, options.SampleRate, options.VadAggressiveness, options.VadFrameMs));
        Assert.Equal((500, 5, 640), (options.Endpointing.TotalMilliseconds, options.Recogniser.Simulated.Latency.TotalMilliseconds, options.Recogniser.Simulated.BytesPerWord));
        Assert.Equal((12, 1.5, 30), (options.MaxSessions, options.IdleTimeout.TotalSeconds, options.CleanupInterval.TotalSeconds));
    }

    [Fact]
    public void An_option_goes_before_its_variable_right_or_wrong()
    {
        SpeechOptions options = Read(["ASR_PORT=wrong", "ASR_MAX_SESSIONS=5", "ASR_LATENCY_MS=1", "ASR_HOST="], "--port", "1234", "--max-sessions", "6", "--latency", "2ms");

        Assert.Equal((1234, 6, 2), (options.Port, options.MaxSessions, options.Recogniser.Simulated.Latency.TotalMilliseconds));
    }

    [Fact]
    public void Words_a_second_make_bytes_a_word() => Assert.Equal(16_000, Read(["ASR_WORDS_PER_SECOND=2"]).Recogniser.Simulated.BytesPerWord);

    [Theory]
    [InlineData("ASR_SAMPLE_RATE", "44100")]
    [InlineData("ASR_SAMPLE_WIDTH", "1")]
    [InlineData("ASR_BYTES_PER_SECOND", "16000")]
    [InlineData("ASR_WORDS_PER_SECOND", "0")]
    [InlineData("ASR_BYTES_PER_WORD", "many")]
    [InlineData("ASR_VAD_AGGRESSIVENESS", "4")]
    [InlineData("ASR_VAD_FRAME_MS", "15")]
    [InlineData("ASR_ENDPOINTING_MS", "1")]
    [InlineData("ASR_LATENCY_MS", "-1")]
    [InlineData("ASR_HOST", "example.org")]
    [InlineData("ASR_PORT", "65536")]
    [InlineData("ASR_MAX_SESSIONS", "0")]
    [InlineData("ASR_SESSION_IDLE_TIMEOUT_SECONDS", "NaN")]
    [InlineData("ASR_SESSION_CLEANUP_INTERVAL_SECONDS", "1e9")]
    public void A_wrong_variable_is_named(string name, string value)
    {
        var knobs = new SpeechKnobs();
        ValueReader values = Values(knobs);

        SpeechReader.Read(values, knobs, Environment($"{name}={value}"));

        Complaint complaint = Assert.Single(values.Complaints);
        Assert.Equal($"the environment variable {name}", complaint.Where);
        Assert.Contains($"\"{value}\"", complaint.What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_of_another_recogniser_is_refused()
    {
        var knobs = new SpeechKnobs();
        ValueReader values = Values(knobs, "--recogniser", "pocketsphinx", "--latency", "1ms", "--openai-model", "m");

        SpeechReader.Read(values, knobs, Environment());

        Assert.Equal(2, values.Complaints.Count);
        Assert.Equal("--latency is of the recogniser simulated, and the recogniser pocketsphinx is used", values.Complaints[0].What);
    }

    private static SpeechOptions Read(string[] variables, params string[] arguments)
    {
        var knobs = new SpeechKnobs();
        ValueReader values = Values(knobs, arguments);
        SpeechOptions options = SpeechReader.Read(values, knobs, Environment(variables));
        Assert.Empty(values.Complaints);
        return options;
    }

    private static Func<string, string?> Environment(params string[] variables)
    {
        var all = variables.Select(each => each.Split('=', 2)).ToDictionary(each => each[0], each => each[1]);
        return all.GetValueOrDefault;
    }

    private static ValueReader Values(SpeechKnobs knobs, params string[] arguments)
    {
        var command = new Command("speech");
        foreach (Option option in knobs.All)
        {
            command.Add(option);
        }

        return new ValueReader(command.Parse(arguments), "millrace serve speech");
    }
}
