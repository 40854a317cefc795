using Millrace.Speech.Host.Voice;
using Millrace.Testing.Audio;

namespace Millrace.Bench.Speech;

/// <summary>What steady noise alone is taken for: utterances a minute, and how much of it is speech. Each would cost a decoder's work or a request.</summary>
internal static class NoiseBench
{
    private const int Minutes = 10;
    private const int LearningSeconds = 5;

    /// <summary>Prints the table, for one sample rate.</summary>
    public static void Run(BenchOptions options)
    {
        Console.WriteLine();
        Console.WriteLine($"Utterances a minute that steady noise begins, in brackets the share of it that is speech, in per cent; {Minutes} minutes after {LearningSeconds} s to learn.");
        Console.WriteLine();
        Console.WriteLine("| noise | dB | frame | aggressiveness 0 | 1 | 2 | 3 |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        int length = options.SampleRate * ((Minutes * 60) + LearningSeconds);
        foreach ((string name, float[] noise) in new[] { ("white", Noises.White(length, 31)), ("pink", Noises.Pink(length, 32)) })
        {
            foreach (int level in (int[])[-30, -50])
            {
                byte[] pcm = WavSamples.ToPcm(Array.ConvertAll(noise, sample => sample * MathF.Pow(10, level / 20f)));
                foreach (int frameMs in VoiceSettings.FrameLengths)
                {
                    IEnumerable<string> cells = Enumerable.Range(0, VoiceSettings.MostAggressive + 1)
                        .Select(aggressiveness => Count(new() { SampleRate = options.SampleRate, FrameMs = frameMs, Aggressiveness = aggressiveness }, pcm));
                    Console.WriteLine($"| {name} | {level} | {frameMs} ms | {string.Join(" | ", cells)} |");
                }
            }
        }
    }

    private static string Count(VoiceSettings settings, byte[] pcm)
    {
        VoiceTrack track = new(settings);
        List<VoiceSpan> spans = [];
        int learning = settings.BytesPerMs * 1000 * LearningSeconds;
        track.Take(pcm.AsSpan(0, learning), spans);
        (long frames, long speech) = (track.Frames, track.SpeechFrames);
        spans.Clear();
        track.Take(pcm.AsSpan(learning), spans);
        return $"{spans.Count(span => span.Begins) / (double)Minutes:F1} ({100.0 * (track.SpeechFrames - speech) / (track.Frames - frames):F2})";
    }
}
