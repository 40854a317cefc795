namespace Millrace.Testing.Audio;

/// <summary>Noise of a mean square of 1, the same for the same seed.</summary>
public static class Noises
{
    private const int Octaves = 14;

    /// <summary>As much power in every hertz.</summary>
    public static float[] White(int length, int seed)
    {
        Random random = new(seed);
        float[] noise = new float[length];
        for (int n = 0; n < length; n++)
        {
            noise[n] = Normal(random);
        }

        return noise;
    }

    /// <summary>As much power in every octave: the sum of sources that change at half, a quarter, an eighth... of the rate (Voss and McCartney).</summary>
    public static float[] Pink(int length, int seed)
    {
        Random random = new(seed);
        float[] sources = new float[Octaves];
        float[] noise = new float[length];
        float sum = 0;
        for (int n = 0; n < length; n++)
        {
            int source = Math.Min(Octaves - 1, int.TrailingZeroCount(n + 1));
            float next = Normal(random);
            sum += next - sources[source];
            sources[source] = next;
            noise[n] = sum + Normal(random);
        }

        return Scaled(noise, MeanSquare(noise), 1);
    }

    /// <summary>A crowd that talks at once: the voices, each as loud as the others, each begun elsewhere and over and over.</summary>
    public static float[] Babble(int length, IReadOnlyList<float[]> voices, int seed)
    {
        Random random = new(seed);
        float[] noise = new float[length];
        foreach (float[] voice in voices)
        {
            float level = MathF.Sqrt(1 / MeanSquare(voice));
            int at = random.Next(voice.Length);
            for (int n = 0; n < length; n++)
            {
                noise[n] += voice[(at + n) % voice.Length] * level;
            }
        }

        return Scaled(noise, MeanSquare(noise), 1);
    }

    /// <summary>The samples, brought from one mean square to another.</summary>
    public static float[] Scaled(float[] samples, double from, double to)
    {
        float factor = (float)Math.Sqrt(to / from);
        return Array.ConvertAll(samples, sample => sample * factor);
    }

    /// <summary>The mean of the squares.</summary>
    public static float MeanSquare(ReadOnlySpan<float> samples)
    {
        double sum = 0;
        foreach (float sample in samples)
        {
            sum += (double)sample * sample;
        }

        return (float)(sum / samples.Length);
    }

    private static float Normal(Random random) =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
}
