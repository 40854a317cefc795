namespace Millrace.Testing.Audio;

/// <summary>
/// Speech without noise, and which of its frames are speech, read off the clean samples alone: a frame is speech where its energy is less than <see cref="RangeDb"/> below the mean of the loud half of the
/// frames, and so is a gap of up to <see cref="GapMs"/> between two such frames, because the closure of a p or t belongs to its word.
/// </summary>
public sealed class LabelledSpeech
{
    /// <summary>How far below the level of the voice a frame still counts as voice, in decibels.</summary>
    public const double RangeDb = 25;

    /// <summary>The longest gap that belongs to the word around it, in milliseconds.</summary>
    public const int GapMs = 100;

    /// <summary>The mean square of the voice where it speaks: 26 dB below full scale, the usual level on a telephone line (ITU-T P.56 says how that is measured).</summary>
    private const double Level = 0.0025;

    /// <summary>Reads the labels off clean speech and brings it to the usual level.</summary>
    public LabelledSpeech(float[] samples, int sampleRate, int frameMs)
    {
        SampleRate = sampleRate;
        FrameSamples = sampleRate / 1000 * frameMs;
        double[] energies = [.. samples.Chunk(FrameSamples).Where(frame => frame.Length == FrameSamples).Select(frame => (double)Noises.MeanSquare(frame))];
        double[] sorted = [.. energies.Order()];
        double loudest = sorted[(int)(sorted.Length * 0.99)];
        double voice = sorted.Where(energy => energy > loudest / 100).DefaultIfEmpty(1).Average();
        IsSpeech = Closed([.. energies.Select(energy => energy > voice * Math.Pow(10, -RangeDb / 10))], GapMs / frameMs);
        double spoken = energies.Where((_, n) => IsSpeech[n]).DefaultIfEmpty(1).Average();
        Samples = Noises.Scaled(samples, spoken, Level);
    }

    /// <summary>The clean samples.</summary>
    public float[] Samples { get; }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>Samples of a frame.</summary>
    public int FrameSamples { get; }

    /// <summary>Of every whole frame, whether it is speech.</summary>
    public IReadOnlyList<bool> IsSpeech { get; }

    /// <summary>The speech with noise of a mean square of 1 beside it, as PCM. The ratio is of the voice where it speaks to the noise.</summary>
    public byte[] WithNoise(float[] noise, double signalToNoiseDb)
    {
        float level = (float)Math.Sqrt(Level * Math.Pow(10, -signalToNoiseDb / 10));
        float[] mixed = new float[Samples.Length];
        for (int n = 0; n < mixed.Length; n++)
        {
            mixed[n] = Samples[n] + (noise[n] * level);
        }

        return WavSamples.ToPcm(mixed);
    }

    private static bool[] Closed(bool[] labels, int gap)
    {
        int last = int.MinValue / 2;
        for (int n = 0; n < labels.Length; n++)
        {
            if (!labels[n])
            {
                continue;
            }

            if (n - last - 1 <= gap)
            {
                labels.AsSpan(last + 1, n - last - 1).Fill(true);
            }

            last = n;
        }

        return labels;
    }
}
