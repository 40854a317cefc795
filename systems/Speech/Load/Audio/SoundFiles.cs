using System.Runtime.InteropServices;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Load.Audio;

/// <summary>Recordings out of a folder: WAV of any format, and raw PCM that is at the right rate already.</summary>
internal static class SoundFiles
{
    private const int MostFiles = 64;
    private const long LongestFile = 64 * 1024 * 1024;
    private static readonly string[] _raw = [".raw", ".pcm"];

    /// <summary>What is wrong with a folder.</summary>
    public static IEnumerable<string> Problems(string folder)
    {
        try
        {
            return !Directory.Exists(folder) ? [$"{SpeechParameters.AudioFolder} {folder} does not exist."]
                : Files(folder).Length == 0 ? [$"{SpeechParameters.AudioFolder} {folder} has no *.wav, *.raw or *.pcm in it."]
                : [.. Files(folder).Select(Problem).OfType<string>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [$"{SpeechParameters.AudioFolder} {folder} cannot be read: {e.Message}"];
        }
    }

    /// <summary>The recordings of a folder in the order of their names, at a rate.</summary>
    public static IEnumerable<Recording> Read(string folder, int sampleRate) => Files(folder).Select(file => ReadFile(file, sampleRate));

    /// <summary>A WAV file's samples at a rate. Throws <see cref="IOException"/> where it is none.</summary>
    public static short[] Decode(ReadOnlySpan<byte> file, int sampleRate, string name)
    {
        if (!WavReader.TryReadHeader(file, isAll: true, out WavHeader header, out string? error))
        {
            throw new IOException($"{name} is no WAV file that can be read: {error}");
        }

        ReadOnlySpan<byte> data = file[header.DataOffset..];
        data = data[..(int)Math.Min(header.DataLength, data.Length)];
        var mono = new float[data.Length / header.Format.FrameBytes];
        int read = WavSamples.ToMono(header.Format, data, mono);
        return AtRate(mono.AsSpan(0, read), header.Format.SampleRate, sampleRate);
    }

    private static short[] AtRate(ReadOnlySpan<float> samples, int from, int to)
    {
        var result = new short[(int)((long)samples.Length * to / from)];
        ReadOnlySpan<float> all = samples;
        if (from != to)
        {
            var resampler = new Resampler(from, to);
            var into = new float[resampler.MostOut(samples.Length)];
            int written = resampler.Take(samples, into);
            all = into.AsSpan(0, written + resampler.Finish(into.AsSpan(written)));
        }

        for (int i = 0; i < Math.Min(result.Length, all.Length); i++)
        {
            result[i] = WavSamples.ToInt16(all[i]);
        }

        return result;
    }

    private static string[] Files(string folder) =>
    [
        .. Directory.EnumerateFiles(folder).Where(file => IsRaw(file) || Path.GetExtension(file).Equals(".wav", StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).Take(MostFiles),
    ];

    private static bool IsRaw(string file) => _raw.Contains(Path.GetExtension(file).ToLowerInvariant());

    private static string? Problem(string file)
    {
        var info = new FileInfo(file);
        if (info.Length is < 64 or > LongestFile)
        {
            return FormattableString.Invariant($"{file} has {info.Length} bytes; a recording has 64 bytes to {LongestFile / 1024 / 1024} MiB.");
        }

        if (IsRaw(file))
        {
            return null;
        }

        using FileStream stream = File.OpenRead(file);
        byte[] start = new byte[(int)Math.Min(WavReader.LongestHeader, info.Length)];
        stream.ReadExactly(start);
        return WavReader.TryReadHeader(start, isAll: start.Length == info.Length, out _, out string? error) ? null : $"{file} is no WAV file that can be read: {error}";
    }

    private static Recording ReadFile(string file, int sampleRate)
    {
        byte[] bytes = File.ReadAllBytes(file);
        short[] samples = IsRaw(file) ? MemoryMarshal.Cast<byte, short>(bytes.AsSpan(0, bytes.Length & ~1)).ToArray() : Decode(bytes, sampleRate, file);
        return new Recording(samples, SpeechSpans.Find(samples, sampleRate));
    }
}
