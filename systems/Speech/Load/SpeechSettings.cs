using System.Globalization;
using Millrace.Engine;
using Millrace.Speech.Load.Audio;

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
        List<string> wrong = [];
        IReadOnlyDictionary<string, string> given = scenario.Parameters;
        IReadOnlyList<string> serve = OptionWords.In(Text(SpeechParameters.Serve));
        string recogniser = Word(SpeechParameters.Recogniser, Simulated, PocketSphinx);
        var settings = new SpeechSettings
        {
            ChunkMs = Whole(SpeechParameters.ChunkMs, 10, 1_000),
            IsBinary = Word(SpeechParameters.Encoding, "base64", "binary") == "binary",
            Pace = Word(SpeechParameters.Pace, "auto", "realtime", "fast", "none") switch
            {
                "realtime" => SpeechPace.RealTime,
                "fast" => SpeechPace.Fast,
                "none" => SpeechPace.None,
                _ => scenario.Mode == SpeechModes.Stream ? SpeechPace.RealTime : SpeechPace.None,
            },
            TalkingPercent = Whole(SpeechParameters.Talking, 0, 100),
            Audio = Word(SpeechParameters.Audio, Synthetic, Files, Espeak),
            AudioFolder = Text(SpeechParameters.AudioFolder),
            SampleRate = Whole(SpeechParameters.SampleRate, 8_000, 48_000),
            UtteranceMs = Whole(SpeechParameters.UtteranceMs, 200, 30_000),
            PauseMs = Whole(SpeechParameters.PauseMs, 400, 30_000),
            ApiKeyFile = Text(SpeechParameters.ApiKeyFile),
            LatencyMs = Whole(SpeechParameters.LatencyMs, 0, 10_000),
            Recogniser = recogniser,
            Workers = Whole(SpeechParameters.Workers, 1, 64),
            TracksSessions = Word(SpeechParameters.SessionTracking, "true", "false") == "true",
            Serve = serve,
            OnlyAddsWords = scenario.Target is null && recogniser == Simulated && !OptionWords.Names(serve, "--recogniser"),
        };
        if (settings.SampleRate is not (8_000 or 16_000 or 32_000 or 48_000))
        {
            wrong.Add($"{SpeechParameters.SampleRate} is '{Text(SpeechParameters.SampleRate)}'; it is 8000, 16000, 32000 or 48000.");
        }

        problems = wrong;
        return settings;

        string Text(string name) => given.GetValueOrDefault(name) ?? SpeechParameters.All.First(parameter => parameter.Name == name).Default;

        int Whole(string name, int least, int most)
        {
            if (int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most)
            {
                return value;
            }

            wrong.Add(FormattableString.Invariant($"{name} is '{Text(name)}'; it is a whole number from {least} to {most}."));
            return least;
        }

        string Word(string name, params ReadOnlySpan<string> words)
        {
            if (words.Contains(Text(name)))
            {
                return Text(name);
            }

            wrong.Add($"{name} is '{Text(name)}'; it is {string.Join(" or ", words!)}.");
            return words[0];
        }
    }
}
