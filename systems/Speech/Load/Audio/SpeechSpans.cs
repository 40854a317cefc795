namespace Millrace.Speech.Load.Audio;

/// <summary>
/// Finds where somebody speaks in a recording, by how loud each 20 ms is beside the loudest: good enough to know when an utterance begins and ends for a latency, and no judge of anything else.
/// </summary>
internal static class SpeechSpans
{
    // 26 dB below the loudest frames: quieter than a syllable, louder than a room.
    private const double Share = 0.05;
    private const double Least = 60;

    /// <summary>Ascending, in samples; pauses below 200 ms are within an utterance.</summary>
    public static IReadOnlyList<(int Start, int End)> Find(ReadOnlySpan<short> samples, int sampleRate)
    {
        int frame = sampleRate / 50;
        double[] levels = new double[samples.Length / frame];
        for (int i = 0; i < levels.Length; i++)
        {
            double sum = 0;
            foreach (short sample in samples.Slice(i * frame, frame))
            {
                sum += (double)sample * sample;
            }

            levels[i] = Math.Sqrt(sum / frame);
        }

        double[] sorted = [.. levels.Order()];
        double threshold = sorted.Length == 0 ? 0 : Math.Max(Least, sorted[(int)(sorted.Length * 0.98)] * Share);
        var spans = new List<(int Start, int End)>();
        for (int i = 0; i < levels.Length; i++)
        {
            if (levels[i] < threshold)
            {
                continue;
            }

            if (spans.Count > 0 && (i * frame) - spans[^1].End < sampleRate / 5)
            {
                spans[^1] = (spans[^1].Start, (i + 1) * frame);
            }
            else
            {
                spans.Add((i * frame, (i + 1) * frame));
            }
        }

        return spans;
    }
}
