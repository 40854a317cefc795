namespace Millrace.Testing.Audio;

/// <summary>Samples at another rate, by a windowed sinc: slow and good.</summary>
public static class Resampled
{
    private const int Taps = 24;

    /// <summary>The same sound at another rate.</summary>
    public static float[] To(float[] samples, int from, int to)
    {
        if (from == to)
        {
            return samples;
        }

        double step = (double)from / to;
        double cutoff = Math.Min(1, 1 / step) * 0.96;
        int reach = (int)Math.Ceiling(Taps / cutoff);
        float[] result = new float[(int)(samples.Length / step)];
        for (int n = 0; n < result.Length; n++)
        {
            double at = n * step;
            int first = Math.Max(0, (int)at - reach + 1);
            int last = Math.Min(samples.Length - 1, (int)at + reach);
            double sum = 0;
            for (int k = first; k <= last; k++)
            {
                double x = at - k;
                sum += samples[k] * cutoff * Sinc(cutoff * x) * (0.5 + (0.5 * Math.Cos(Math.PI * x / reach)));
            }

            result[n] = (float)sum;
        }

        return result;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);
}
