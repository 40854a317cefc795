using Millrace.Speech.Host.Voice;
using Millrace.Testing.Audio;

namespace Millrace.Bench.Speech;

/// <summary>How many frames are judged right, speech of espeak-ng in noise of three kinds; the labels come from the clean speech.</summary>
internal static class AccuracyBench
{
    private static readonly int[] Ratios = [30, 20, 15, 10, 5, 0];

    /// <summary>Prints the table. False where there is no espeak-ng.</summary>
    public static async Task<bool> RunAsync(BenchOptions options)
    {
        if (SpokenText.Missing is { } missing)
        {
            await Console.Error.WriteLineAsync($"No accuracy: {missing}.");
            return false;
        }

        SpeechCorpus corpus = await SpeechCorpus.MakeAsync(options.SampleRate, options.FrameMs, options.IsHeldOut);
        LabelledSpeech speech = corpus.Speech;
        Console.WriteLine();
        Console.WriteLine($"{(double)speech.Samples.Length / speech.SampleRate:F0} s of espeak-ng{(options.IsHeldOut ? ", held out" : "")}, {speech.IsSpeech.Count} frames, {Share(speech.IsSpeech.Count(is1 => is1), speech.IsSpeech.Count)} of them speech.");
        Console.WriteLine("Accuracy, in brackets missed speech and noise taken for speech, in per cent of the speech and of the rest.");
        Console.WriteLine();
        Console.WriteLine("| noise | dB | aggressiveness 0 | 1 | 2 | 3 |");
        Console.WriteLine("|---|---|---|---|---|---|");
        Print("none", "", corpus, new float[speech.Samples.Length], 0, options);
        foreach ((string name, float[] noise) in new[] { ("white", corpus.White), ("pink", corpus.Pink), ("babble", corpus.Babble) })
        {
            foreach (int ratio in Ratios)
            {
                Print(name, $"{ratio}", corpus, noise, ratio, options);
            }
        }

        return true;
    }

    private static void Print(string name, string ratioText, SpeechCorpus corpus, float[] noise, double ratio, BenchOptions options)
    {
        byte[] pcm = corpus.Speech.WithNoise(noise, ratio);
        IEnumerable<string> cells = Enumerable.Range(0, VoiceSettings.MostAggressive + 1)
            .Select(aggressiveness => new VoiceSettings { SampleRate = options.SampleRate, FrameMs = options.FrameMs, Aggressiveness = aggressiveness })
            .Select(settings => FrameScore.Of(corpus.Speech.IsSpeech, Judge(settings, pcm)))
            .Select(score => $"{100 * score.Accuracy:F1} ({100 * score.Missed:F1}, {100 * score.FalseAlarms:F1})");
        Console.WriteLine($"| {name} | {ratioText} | {string.Join(" | ", cells)} |");
    }

    private static bool[] Judge(VoiceSettings settings, byte[] pcm)
    {
        VoiceDetector detector = new(settings);
        return [.. Enumerable.Range(0, pcm.Length / settings.FrameBytes).Select(n => detector.IsSpeech(pcm.AsSpan(n * settings.FrameBytes, settings.FrameBytes)))];
    }

    private static string Share(int part, int whole) => $"{100.0 * part / whole:F1} %";
}
