using System.Globalization;

namespace Millrace.Testing.Audio;

/// <summary>Speech of a text by espeak-ng, where it is installed: the same text and voice give the same samples every time.</summary>
public static class SpokenText
{
    private const string Program = "espeak-ng";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Why there is no speech on this machine, or null where there is.</summary>
    public static string? Missing { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Program)))
            ? null
            : "there is no espeak-ng in the PATH; ./test installs Debian's where it runs as root";

    /// <summary>Speaks a text.</summary>
    /// <param name="text">What to say.</param>
    /// <param name="voice">A voice of espeak-ng, such as <c>en-us+f3</c>.</param>
    /// <param name="wordsPerMinute">How fast.</param>
    /// <param name="pitch">How high, 0 to 99.</param>
    /// <param name="sampleRate">Samples a second that are wanted.</param>
    public static async Task<float[]> SpeakAsync(string text, string voice, int wordsPerMinute, int pitch, int sampleRate)
    {
        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "speech.wav");
        ProcessResult ended = await RunningProcess.RunAsync(
            Program,
            ["-v", voice, "-s", wordsPerMinute.ToString(CultureInfo.InvariantCulture), "-p", pitch.ToString(CultureInfo.InvariantCulture), "-w", file, text],
            Patience);
        if (ended.ExitCode != 0)
        {
            throw new InvalidOperationException($"espeak-ng ended with {ended.ExitCode}: {ended.Error}");
        }

        (float[] samples, int rate) = WavSamples.Read(await File.ReadAllBytesAsync(file));
        return Resampled.To(samples, rate, sampleRate);
    }
}
