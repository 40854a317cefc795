using Millrace.Speech.Wire;

namespace Millrace.Speech.Load.Audio;

/// <summary>Brings samples to another rate by a windowed sinc: band-limited interpolation, after J. O. Smith, "Digital Audio Resampling", 2002.</summary>
internal static class Resampling
{
    private const int ZeroCrossings = 16;

    /// <summary>The samples at the rate, with 16 bits.</summary>
    public static short[] To16(ReadOnlySpan<float> samples, int from, int to)
    {
        var result = new short[(int)((long)samples.Length * to / from)];
        if (from == to)
        {
            for (int i = 0; i < result.Length; i++)
            {
                result[i] = WavSamples.ToInt16(samples[i]);
            }

            return result;
        }

        // On the way down, what the lower rate cannot hold is left out.
        double cut = Math.Min(1, (double)to / from);
        int reach = (int)Math.Ceiling(ZeroCrossings / cut);
        for (int i = 0; i < result.Length; i++)
        {
            double at = (double)i * from / to;
            int centre = (int)at;
            double sum = 0;
            for (int k = Math.Max(0, centre - reach + 1); k <= Math.Min(samples.Length - 1, centre + reach); k++)
            {
                double distance = at - k;
                double window = 0.5 + (0.5 * Math.Cos(Math.PI * distance / (reach + 1)));
                sum += samples[k] * cut * Sinc(distance * cut) * window;
            }

            result[i] = WavSamples.ToInt16((float)sum);
        }

        return result;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
