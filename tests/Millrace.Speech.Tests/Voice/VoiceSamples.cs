using Millrace.Testing.Audio;

namespace Millrace.Speech.Tests.Voice;

/// <summary>Audio for the tests of voice activity, at the usual level: a voice 26 dB below full scale.</summary>
internal static class VoiceSamples
{
    public const int Rate = 16_000;
    private const float VoiceLevel = 0.05f;

    public static byte[] Silence(int milliseconds, int rate = Rate) => new byte[rate / 1000 * milliseconds * 2];

    public static byte[] Talk(int milliseconds, int rate = Rate, int seed = 1) => Pcm(SyntheticVoice.Speak(milliseconds, rate, seed), VoiceLevel);

    /// <summary>White noise so far below the voice.</summary>
    public static byte[] Noise(int milliseconds, double decibels, int rate = Rate, int seed = 2) =>
        Pcm(Noises.White(rate / 1000 * milliseconds, seed), VoiceLevel * MathF.Pow(10, (float)(-decibels / 20)));

    public static byte[] Tone(int milliseconds, double frequency, double level, int rate = Rate) =>
        Pcm([.. Enumerable.Range(0, rate / 1000 * milliseconds).Select(n => (float)Math.Sin(2 * Math.PI * frequency * n / rate))], (float)level);

    /// <summary>One after the other.</summary>
    public static byte[] Then(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>Both at once.</summary>
    public static byte[] Mixed(byte[] one, byte[] other) =>
        WavSamples.ToPcm([.. WavSamples.FromPcm(one).Zip(WavSamples.FromPcm(other), (a, b) => a + b)]);

    private static byte[] Pcm(float[] samples, float level) => WavSamples.ToPcm(Array.ConvertAll(samples, sample => sample * level));
}
