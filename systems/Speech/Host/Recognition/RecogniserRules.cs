using Millrace.Speech.Host.Recognition.PocketSphinx;
using static Millrace.Hosting.Options.OptionRanges;

namespace Millrace.Speech.Host.Recognition;

/// <summary>What values the options of a recogniser may take; only those of the chosen one are looked at.</summary>
internal static class RecogniserRules
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(600);

    public static List<string> Check(SpeechRecogniserOptions options, int sampleRate)
    {
        List<string> errors = [];
        switch (options.Kind)
        {
            case RecogniserKind.Simulated:
                Check(options.Simulated, errors);
                break;
            case RecogniserKind.PocketSphinx:
                Check(options.PocketSphinx, errors);
                if (sampleRate != PocketSphinxRecogniser.SampleRate)
                {
                    errors.Add(Text($"The sample rate is {sampleRate}; the recogniser pocketsphinx hears {PocketSphinxRecogniser.SampleRate} samples a second only."));
                }

                break;
            case RecogniserKind.OpenAi:
                Check(options.OpenAi, errors);
                break;
            default:
                errors.Add(Text($"The recogniser {options.Kind} does not exist; there are simulated, pocketsphinx and openai."));
                break;
        }

        return errors;
    }

    /// <summary>Whether the recogniser's options and the server's can work together.</summary>
    public static void CheckTogether(SpeechOptions options, List<string> errors)
    {
        PocketSphinxOptions sphinx = options.Recogniser.PocketSphinx;
        OpenAiOptions openAi = options.Recogniser.OpenAi;
        switch (options.Recogniser.Kind)
        {
            case RecogniserKind.Simulated:
                Within(errors, "latency of the simulated recogniser", options.Recogniser.Simulated.Latency, options, "every chunk would fail");
                break;
            case RecogniserKind.PocketSphinx:
                Within(errors, "wait for a decoder of pocketsphinx", sphinx.MaxWait, options, "an utterance that finds no decoder would fail as late, and not as busy");
                TimeSpan most = TimeSpan.FromSeconds((double)options.MaxChunkBytes / options.BytesPerSecond) + sphinx.LookBack;
                if (most > sphinx.MaxWaitingAudio)
                {
                    errors.Add(Text(
                        $"The largest chunk and the look-back of pocketsphinx are {most.TotalSeconds:0.##} s of audio together, and {sphinx.MaxWaitingAudio.TotalSeconds:0.##} s may wait for a decoder; allow smaller chunks, or more audio to wait."));
                }

                break;
            case RecogniserKind.OpenAi:
                Within(errors, "timeout of the recogniser openai", openAi.Timeout, options, "an utterance that is late would fail before its request is given up");
                if (openAi.MaxUtterance < options.LongestUtterance)
                {
                    errors.Add(Text(
                        $"The longest utterance of the recogniser openai is {openAi.MaxUtterance.TotalSeconds:0.##} s, and utterances are cut at {options.LongestUtterance.TotalSeconds:0.##} s; what is longer would be lost: let them be cut earlier, or forward longer ones."));
                }

                break;
        }
    }

    private static void Within(List<string> errors, string what, TimeSpan value, SpeechOptions options, string otherwise)
    {
        if (value >= options.RecogniserTimeout)
        {
            errors.Add(Text(
                $"The {what} is {value.TotalSeconds:0.###} s and the recogniser's timeout {options.RecogniserTimeout.TotalSeconds:0.###} s, so that {otherwise}; make the timeout longer, or the other shorter."));
        }
    }

    private static void Check(SimulatedOptions simulated, List<string> errors)
    {
        Range(errors, "The latency of the simulated recogniser", simulated.Latency, TimeSpan.Zero, TimeSpan.FromSeconds(60));
        Share(errors, "The error rate of the simulated recogniser", simulated.ErrorRate);
        Share(errors, "The share of sessions in which the simulated recogniser's fault strikes", simulated.FaultShare);
        Range(errors, "The bytes per word of the simulated recogniser", simulated.BytesPerWord, 2, 100_000_000, " bytes");
    }

    private static void Check(PocketSphinxOptions sphinx, List<string> errors)
    {
        Name(errors, "The acoustic model of pocketsphinx", sphinx.AcousticModel);
        Name(errors, "The dictionary of pocketsphinx", sphinx.Dictionary);
        Name(errors, "The language model of pocketsphinx", sphinx.LanguageModel);
        Range(errors, "The number of decoders of pocketsphinx", sphinx.Decoders, 0, 256);
        Range(errors, "The audio that waits for a decoder of pocketsphinx", sphinx.MaxWaitingAudio, Second, Most);
        Range(errors, "The wait for a decoder of pocketsphinx", sphinx.MaxWait, Least, Most);
        Range(errors, "The look-back of pocketsphinx", sphinx.LookBack, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Range(errors, "The longest utterance that pocketsphinx decodes twice", sphinx.SecondPass, TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Range(errors, "The pause for which a decoder of pocketsphinx is held", sphinx.MaxPause, Least, Most);
        Range(errors, "The time after which a decoder of pocketsphinx is given up", sphinx.GiveUpAfter, Second, Most);
    }

    private static void Check(OpenAiOptions openAi, List<string> errors)
    {
        if (openAi.Url is not { IsAbsoluteUri: true, Scheme: "http" or "https", Query: "", Fragment: "", UserInfo: "" })
        {
            errors.Add("The recogniser openai needs the address of a server, such as http://127.0.0.1:8000/v1, without name, password, query or fragment.");
        }

        Name(errors, "The model of the recogniser openai", openAi.Model);
        if (openAi is { KeyFile: not null, KeyVariable: not null })
        {
            errors.Add("The key of the recogniser openai comes from a file and from an environment variable; name one of them.");
        }

        Range(errors, "The look-back of the recogniser openai", openAi.LookBack, TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Range(errors, "The timeout of the recogniser openai", openAi.Timeout, Least, Most);
        Range(errors, "The limit of requests of the recogniser openai", openAi.MaxRequests, 1, 10_000);
        Range(errors, "The limit of waiting utterances of the recogniser openai", openAi.MaxWaiting, 0, 100_000);
        Range(errors, "The longest utterance of the recogniser openai", openAi.MaxUtterance, Second, TimeSpan.FromSeconds(1500));
        Range(errors, "The audio held for the recogniser openai", openAi.MaxAudioBytes, 1024 * 1024, 16L * 1024 * 1024 * 1024, " bytes");
    }

    private static void Share(List<string> errors, string what, double value)
    {
        // Written so that a value that is no number is refused too.
        if (!(value is >= 0 and <= 1))
        {
            errors.Add(Text($"{what} is {value}; it must be between 0 and 1."));
        }
    }

    private static void Name(List<string> errors, string what, string value)
    {
        if (string.IsNullOrWhiteSpace(value) || value.AsSpan().ContainsAny('\0', '\r', '\n'))
        {
            errors.Add($"{what} has an empty name, or one with a line break; give one, or leave the option out.");
        }
    }
}
