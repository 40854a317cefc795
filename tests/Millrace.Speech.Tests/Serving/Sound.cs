namespace Millrace.Speech.Tests.Serving;

/// <summary>Audio that is surely speech or surely silence.</summary>
internal static class Sound
{
    /// <summary>Silence of so many milliseconds.</summary>
    public static byte[] Silence(int ms) => new byte[ms * 32];

    /// <summary>A loud sound with a voice's harmonics, so many milliseconds of it.</summary>
    public static byte[] Speech(int ms)
    {
        byte[] pcm = new byte[ms * 32];
        for (int i = 0; i < pcm.Length / 2; i++)
        {
            double t = i / 16_000.0;
            double voice = 0;
            for (int harmonic = 1; harmonic <= 20; harmonic++)
            {
                voice += Math.Sin(2 * Math.PI * 140 * harmonic * t) / harmonic;
            }

            short sample = (short)(9000 * voice * (0.6 + (0.4 * Math.Sin(2 * Math.PI * 4 * t))));
            pcm[2 * i] = (byte)sample;
            pcm[(2 * i) + 1] = (byte)(sample >> 8);
        }

        return pcm;
    }
}
