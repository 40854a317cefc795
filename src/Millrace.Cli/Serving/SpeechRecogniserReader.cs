using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Speech;

namespace Millrace.Cli.Serving;

/// <summary>Reads which recogniser `millrace serve speech` uses, and how it is set.</summary>
internal static class SpeechRecogniserReader
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TenMinutes = TimeSpan.FromMinutes(10);

    public static SpeechRecogniserOptions Read(ValueReader values, SpeechKnobs knobs, AsrVariables variables, int sampleRate)
    {
        RecogniserKind kind = values.OneOf(
            knobs.Kind, "recogniser", ("simulated", RecogniserKind.Simulated), ("pocketsphinx", RecogniserKind.PocketSphinx), ("openai", RecogniserKind.OpenAi));
        RefuseOthers(values, knobs, kind);
        return new SpeechRecogniserOptions
        {
            Kind = kind,
            Simulated = Simulated(values, knobs, variables, sampleRate, new SimulatedOptions()),
            PocketSphinx = Sphinx(values, knobs, new PocketSphinxOptions()),
            OpenAi = OpenAi(values, knobs, new OpenAiOptions()),
        };
    }

    // An option that does nothing is worse than an error.
    private static void RefuseOthers(ValueReader values, SpeechKnobs knobs, RecogniserKind kind)
    {
        string chosen = $"recogniser {kind.ToString().ToLowerInvariant()}";
        foreach (Option option in knobs.All)
        {
            if (option is IKnob { Group: var group } && group.StartsWith("recogniser ", StringComparison.Ordinal) && group != chosen && values.Given(option))
            {
                values.Refuse(option, $"{option.Name} is of the {group}, and the {chosen} is used", $"leave it out, or choose --{group}");
            }
        }
    }

    private static SimulatedOptions Simulated(ValueReader values, SpeechKnobs knobs, AsrVariables variables, int sampleRate, SimulatedOptions defaults) => defaults with
    {
        Latency = values.Time(knobs.Latency, TimeSpan.Zero, TimeSpan.FromSeconds(60))
            ?? SpeechReader.Else(values, knobs.Latency, name => variables.Milliseconds(name, 0, 60_000), "ASR_LATENCY_MS") ?? defaults.Latency,
        ErrorRate = values.NumberFrom(knobs.ErrorRate, 0, 1) ?? defaults.ErrorRate,
        BytesPerWord = (int?)values.Whole(knobs.BytesPerWord, 2, 100_000_000)
            ?? SpeechReader.Else(values, knobs.BytesPerWord, name => variables.Whole(name, 2, 100_000_000), "ASR_BYTES_PER_WORD")
            ?? SpeechReader.Else(values, knobs.BytesPerWord, name => PerWord(variables.Number(name, 0.01, 1000), sampleRate), "ASR_WORDS_PER_SECOND")
            ?? defaults.BytesPerWord,
        Seed = values.Whole(knobs.Seed, long.MinValue, long.MaxValue) ?? defaults.Seed,
        Fault = values.OneOf(
            knobs.Fault, "fault", ("none", SimulatedFault.None), ("throw", SimulatedFault.Throw), ("hang", SimulatedFault.Hang), ("die", SimulatedFault.Die)),
        FaultShare = values.NumberFrom(knobs.FaultShare, 0, 1) ?? defaults.FaultShare,
    };

    private static int? PerWord(double? wordsPerSecond, int sampleRate) => wordsPerSecond is { } words ? Math.Max(2, (int)(2 * sampleRate / words)) : null;

    private static PocketSphinxOptions Sphinx(ValueReader values, SpeechKnobs knobs, PocketSphinxOptions defaults) => defaults with
    {
        AcousticModel = values.Text(knobs.AcousticModel) ?? defaults.AcousticModel,
        Dictionary = values.Text(knobs.Dictionary) ?? defaults.Dictionary,
        LanguageModel = values.Text(knobs.LanguageModel) ?? defaults.LanguageModel,
        Decoders = (int)(values.Whole(knobs.Decoders, 0, 256) ?? defaults.Decoders),
        MaxWaitingAudio = values.Time(knobs.DecoderAudio, Second, TenMinutes) ?? defaults.MaxWaitingAudio,
        MaxWait = values.Time(knobs.DecoderWait, Least, TenMinutes) ?? defaults.MaxWait,
    };

    private static OpenAiOptions OpenAi(ValueReader values, SpeechKnobs knobs, OpenAiOptions defaults) => defaults with
    {
        Url = Url(values, knobs.OpenAiUrl),
        Model = values.Text(knobs.OpenAiModel) ?? defaults.Model,
        KeyFile = values.Text(knobs.OpenAiKeyFile),
        KeyVariable = values.Text(knobs.OpenAiKeyVariable),
        Timeout = values.Time(knobs.OpenAiTimeout, Least, TenMinutes) ?? defaults.Timeout,
        MaxRequests = (int)(values.Whole(knobs.OpenAiRequests, 1, 10_000) ?? defaults.MaxRequests),
        MaxWaiting = (int)(values.Whole(knobs.OpenAiWaiting, 0, 100_000) ?? defaults.MaxWaiting),
        MaxUtterance = values.Time(knobs.OpenAiUtterance, Second, TimeSpan.FromSeconds(1500)) ?? defaults.MaxUtterance,
        MaxAudioBytes = values.Bytes(knobs.OpenAiAudio, 1L << 20, 16L << 30) ?? defaults.MaxAudioBytes,
    };

    private static Uri? Url(ValueReader values, Knob<string?> knob)
    {
        if (values.Text(knob) is not { } text)
        {
            return null;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            values.Refuse(knob, $"\"{text}\" is no URL");
        }

        return url;
    }
}
