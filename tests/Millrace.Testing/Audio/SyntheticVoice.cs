namespace Millrace.Testing.Audio;

/// <summary>What sounds like a voice to a machine, without one: syllables of a gliding pitch with two formants, four a second, the same for the same seed.</summary>
public static class SyntheticVoice
{
    private const int SyllableMs = 250;
    private const double Pitch = 120;
    private const double HighestHarmonic = 3_600;

    /// <summary>So many milliseconds of it, with a mean square of 1 over all.</summary>
    public static float[] Speak(int milliseconds, int sampleRate, int seed)
    {
        Random random = new(seed);
        float[] samples = new float[sampleRate / 1000 * milliseconds];
        int syllable = sampleRate / 1000 * SyllableMs;
        double phase = 0;
        for (int begin = 0; begin < samples.Length; begin += syllable)
        {
            double first = 300 + (500 * random.NextDouble());
            double second = 1_000 + (1_500 * random.NextDouble());
            double pitch = Pitch * (0.9 + (0.4 * random.NextDouble()));
            double[] levels = [.. Enumerable.Range(1, (int)(HighestHarmonic / pitch)).Select(n => Formant(n * pitch, first) + (0.4 * Formant(n * pitch, second)) + 0.01)];
            for (int n = begin; n < Math.Min(begin + syllable, samples.Length); n++)
            {
                double within = (double)(n - begin) / syllable;
                phase += 2 * Math.PI * pitch * (1.1 - (0.2 * within)) / sampleRate;
                double sum = 0;
                for (int harmonic = 1; harmonic <= levels.Length; harmonic++)
                {
                    sum += levels[harmonic - 1] * Math.Sin(harmonic * phase);
                }

                samples[n] = (float)(sum * (0.15 + Math.Sin(Math.PI * within)));
            }
        }

        return Noises.Scaled(samples, Noises.MeanSquare(samples), 1);
    }

    private static double Formant(double frequency, double centre) => 1 / (1 + Math.Pow((frequency - centre) / 120, 2));
}
