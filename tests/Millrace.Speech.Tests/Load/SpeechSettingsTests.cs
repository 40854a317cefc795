using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Speech.Load;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Load;

public sealed class SpeechSettingsTests
{
    private static readonly SpeechSystem _system = new();

    [Theory]
    [InlineData("chunk-ms", "5", "chunk-ms is '5'")]
    [InlineData("encoding", "flac", "it is base64 or binary")]
    [InlineData("pace", "slow", "pace is 'slow'")]
    [InlineData("talking", "101", "talking is '101'")]
    [InlineData("audio", "song", "it is synthetic, files or espeak")]
    [InlineData("audio", "files", "needs the folder")]
    [InlineData("sample-rate", "44100", "it is 8000, 16000, 32000 or 48000")]
    [InlineData("utterance-ms", "1", "utterance-ms is '1'")]
    [InlineData("pause-ms", "x", "pause-ms is 'x'")]
    [InlineData("latency-ms", "-1", "latency-ms is '-1'")]
    [InlineData("recogniser", "whisper", "it is simulated or pocketsphinx")]
    [InlineData("workers", "0", "workers is '0'")]
    [InlineData("session-tracking", "no", "it is true or false")]
    [InlineData("api-key-file", "nowhere.txt", "cannot be read")]
    public void A_setting_that_makes_no_sense_is_named(string name, string value, string words) =>
        Assert.Contains(words, Assert.Single(_system.Validate(With(name, value))), StringComparison.Ordinal);

    [Fact]
    public void A_folder_without_recordings_is_named()
    {
        using var folder = new TempFolder();
        Scenario scenario = With("audio", "files");
        Scenario Of(string path) => scenario with { Parameters = new Dictionary<string, string>(scenario.Parameters) { ["audio-folder"] = path } };

        Assert.Contains("has no *.wav", Assert.Single(_system.Validate(Of(folder.Path))), StringComparison.Ordinal);
        Assert.Contains("does not exist", Assert.Single(_system.Validate(Of(folder.Combine("none")))), StringComparison.Ordinal);
        File.WriteAllBytes(folder.Combine("a.wav"), new byte[1000]);
        Assert.Contains("is no WAV file", Assert.Single(_system.Validate(Of(folder.Path))), StringComparison.Ordinal);
    }

    [Fact]
    public void Options_of_the_embedded_server_need_one() => Assert.Contains(
        "--target names one that runs already",
        Assert.Single(_system.Validate(With("serve", "--max-backlog 5s") with { Target = new Uri("http://127.0.0.1:1/") })),
        StringComparison.Ordinal);

    [Fact]
    public void Every_profile_is_right_as_it_stands() => Assert.All(_system.Profiles, profile => Assert.Empty(_system.Validate(Scenario.Of(_system, profile))));

    [Theory]
    [InlineData("mixed-100", 100, 60, "mixed")]
    [InlineData("mixed-200", 200, 45, "mixed")]
    [InlineData("mixed-300", 300, 30, "classes")]
    [InlineData("realtime-500", 500, 30, "stream")]
    [InlineData("realtime-1000", 1000, 30, "stream")]
    [InlineData("connections-5000", 5000, 60, "stream")]
    public void Profiles_are_those_that_such_a_service_is_known_by(string name, int clients, int seconds, string mode)
    {
        Scenario scenario = Of(name);
        Assert.Equal((clients, (double)seconds, mode), (scenario.Clients, scenario.Duration.TotalSeconds, scenario.Mode));
    }

    [Theory]
    [InlineData("realtime-500", 50.0)]
    [InlineData("connections-5000", 5.0)] // one in ten sends fifty a second
    [InlineData("memory-idle-200", 0.005)]
    public void The_rate_is_that_of_who_talks(string profile, double perClient)
    {
        Scenario scenario = Of(profile);
        LoadModel load = _system.Info.Modes.Single(mode => mode.Name == scenario.Mode).LoadFor!(scenario);
        Assert.Equal(perClient, ((Paced)load).RatePerClient, 6);
    }

    [Theory]
    [InlineData(10, 3)]
    [InlineData(5000, 500)]
    [InlineData(7, 7)]
    [InlineData(7, 0)]
    public void As_many_talk_as_shall(int clients, int talkers) => Assert.Equal(talkers, Enumerable.Range(0, clients).Count(index => SpeechModes.Talks(index, clients, talkers)));

    [Fact]
    public void Limits_that_only_the_lab_would_meet_are_out_of_the_way()
    {
        Assert.Contains("--max-sessions 10064 --sample-rate 16000 --recogniser simulated --initial-speech-timeout 1d --latency 50ms", Line(Of("connections-5000")), StringComparison.Ordinal);
        Assert.Contains("--workers 4", Line(Of("workers-4")), StringComparison.Ordinal);
        Assert.DoesNotContain("--workers", Line(Of("workers-1")), StringComparison.Ordinal);
        Assert.Contains("--session-tracking false", Line(Of("untracked")), StringComparison.Ordinal);
        Assert.DoesNotContain("--session-tracking", Line(Of("tracked")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_user_hands_to_the_server_wins()
    {
        string line = Line(With("serve", "--max-sessions 5 --recogniser openai"));
        Assert.Contains("--max-sessions 5", line, StringComparison.Ordinal);
        Assert.DoesNotContain("--recogniser simulated", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://h:8001/", "ws://h:8001/v1/transcribe/stream", "/v1/health")]
    [InlineData("https://h/asr/", "wss://h/asr/v1/transcribe/stream", "/asr/v1/health")]
    [InlineData("ws://h:1/v1/transcribe/stream", "ws://h:1/v1/transcribe/stream", "/v1/health")]
    public void A_target_may_be_named_by_its_server_or_its_socket(string target, string socket, string health)
    {
        Assert.Equal(socket, Speech.Load.Clients.SpeechRun.SocketOf(new Uri(target)).AbsoluteUri);
        Assert.Equal(health, Speech.Load.Clients.SpeechRun.PathOf(new Uri(target), "/v1/health"));
    }

    private static string Line(Scenario scenario) => string.Join(' ', _system.Embedded(scenario).Arguments);

    private static Scenario Of(string profile) => Scenario.Of(_system, _system.Profiles.Single(each => each.Name == profile));

    private static Scenario With(string name, string value)
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles[0]);
        return scenario with { Parameters = new Dictionary<string, string>(scenario.Parameters) { [name] = value } };
    }
}
