using System.Globalization;
using Millrace.Engine;
using Millrace.Speech.Load.Audio;
using Millrace.Speech.Load.Clients;

namespace Millrace.Speech.Load;

/// <summary>What is set for the clients of a transcription service, read.</summary>
internal sealed record SpeechSettings
{
    public const string Synthetic = "synthetic", Files = "files", Espeak = "espeak";
    public const string Simulated = "simulated", PocketSphinx = "pocketsphinx";

    public required int ChunkMs { get; init; }

    public required bool IsBinary { get; init; }

    public required SpeechPace Pace { get; init; }

    public required int TalkingPercent { get; init; }

    /// <summary>In mode classes: which kinds of users there are.</summary>
    public required UserMix Users { get; init; }

    public required string Audio { get; init; }

    public required string AudioFolder { get; init; }

    public required int SampleRate { get; init; }

    public required int UtteranceMs { get; init; }

    public required int PauseMs { get; init; }

    public required string ApiKeyFile { get; init; }

    public required int LatencyMs { get; init; }

    public required string Recogniser { get; init; }

    public required int Workers { get; init; }

    public required bool TracksSessions { get; init; }

    public required IReadOnlyList<string> Serve { get; init; }

    /// <summary>Bytes of PCM in a chunk.</summary>
    public int ChunkBytes => SampleRate / 1000 * ChunkMs * Wire.SpeechProtocol.BytesPerSample;

    /// <summary>True where the recogniser is known to add words to an utterance and to take none back, so that a text that shrinks is an answer out of its place.</summary>
    public bool OnlyAddsWords { get; init; }

    /// <summary>The settings of a scenario that has been found right.</summary>
    public static SpeechSettings Of(Scenario scenario) => Read(scenario, out _);

    /// <summary>Everything that is wrong with a scenario.</summary>
    public static IReadOnlyList<string> Validate(Scenario scenario)
    {
        SpeechSettings settings = Read(scenario, out List<string> problems);
        if (scenario.Target is not null && settings.Serve.Count > 0)
        {
            problems.Add($"{SpeechParameters.Serve} is about the server that millrace starts, and --target names one that runs already; leave one of them out.");
        }

        if (problems.Count == 0)
        {
            problems.AddRange(ClipSources.Problems(settings));
            problems.AddRange(ApiKeys.Problems(settings.ApiKeyFile));
        }

        return problems;
    }

    private static SpeechSettings Read(Scenario scenario, out List<string> problems)
    {
        var read = new ParameterReader(scenario.Parameters, SpeechParameters.All);
        problems = read.Problems;
        IReadOnlyList<string> serve = OptionWords.In(read.Text(SpeechParameters.Serve));
        string users = read.Text(SpeechParameters.Users);
        if (!UserMix.TryParse(users, out UserMix mix, out string problem))
        {
            problems.Add($"{SpeechParameters.Users} is '{users}': {problem}.");
        }
        else if (users != UserMix.Default && scenario.Mode != SpeechModes.Classes)
        {
            problems.Add($"{SpeechParameters.Users} is about the users of mode {SpeechModes.Classes}, and mode {scenario.Mode} has one kind of them; use --mode {SpeechModes.Classes}.");
        }

        string recogniser = read.Word(SpeechParameters.Recogniser, Simulated, PocketSphinx);
        return new SpeechSettings
        {
            ChunkMs = read.Whole(SpeechParameters.ChunkMs, 10, 1_000),
            IsBinary = read.Word(SpeechParameters.Encoding, "base64", "binary") == "binary",
            Pace = read.Word(SpeechParameters.Pace, "auto", "realtime", "fast", "none") switch
            {
                "realtime" => SpeechPace.RealTime,
                "fast" => SpeechPace.Fast,
                "none" => SpeechPace.None,
                _ => scenario.Mode == SpeechModes.Stream ? SpeechPace.RealTime : SpeechPace.None,
            },
            TalkingPercent = read.Whole(SpeechParameters.Talking, 0, 100),
            Users = mix,
            Audio = read.Word(SpeechParameters.Audio, Synthetic, Files, Espeak),
            AudioFolder = read.Text(SpeechParameters.AudioFolder),
            SampleRate = int.Parse(read.Word(SpeechParameters.SampleRate, "8000", "16000", "32000", "48000"), CultureInfo.InvariantCulture),
            UtteranceMs = read.Whole(SpeechParameters.UtteranceMs, 200, 30_000),
            PauseMs = read.Whole(SpeechParameters.PauseMs, 400, 30_000),
            ApiKeyFile = read.Text(SpeechParameters.ApiKeyFile),
            LatencyMs = read.Whole(SpeechParameters.LatencyMs, 0, 10_000),
            Recogniser = recogniser,
            Workers = read.Whole(SpeechParameters.Workers, 1, 64),
            TracksSessions = read.Flag(SpeechParameters.SessionTracking),
            Serve = serve,
            OnlyAddsWords = scenario.Target is null && recogniser == Simulated && !OptionWords.Names(serve, "--recogniser"),
        };
    }
}
