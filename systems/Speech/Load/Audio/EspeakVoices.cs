using System.ComponentModel;
using System.Diagnostics;

namespace Millrace.Speech.Load.Audio;

/// <summary>Sentences spoken by espeak-ng, a few voices of them, once for a run and to memory.</summary>
internal static class EspeakVoices
{
    private const string Name = "espeak-ng";
    private const int LongestAnswer = 16 * 1024 * 1024;
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(30);
    private static readonly string[] _voices = ["en", "en+f2", "en+m3", "en+f4"];

    private static readonly string[] _sentences =
    [
        "Good morning, this is the front desk.", "Could you please send the report before noon?", "The train to the coast leaves from platform seven.", "I am not sure whether that will work.",
        "Open the second door on the left.", "We have been waiting for an answer since Tuesday.", "Thank you, that is all for now.", "The water runs down the channel and turns the wheel.",
    ];

    /// <summary>Where the program is; null where it is not on the path.</summary>
    public static string? Program() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, Name)).FirstOrDefault(File.Exists);

    /// <summary>One recording for each voice: the sentences with pauses of low noise between them.</summary>
    public static IEnumerable<Recording> Speak(SpeechSettings settings, Random random)
    {
        string program = Program() ?? throw new IOException($"{Name} is not on the path");
        foreach (string voice in _voices)
        {
            var samples = new List<short>();
            Pause(samples, settings, random);
            foreach (string sentence in _sentences.OrderBy(_ => random.Next()))
            {
                samples.AddRange(SoundFiles.Decode(Say(program, voice, sentence), settings.SampleRate, Name));
                Pause(samples, settings, random);
            }

            short[] all = [.. samples];
            yield return new Recording(all, SpeechSpans.Find(all, settings.SampleRate));
        }
    }

    private static void Pause(List<short> samples, SpeechSettings settings, Random random)
    {
        int length = (int)(settings.PauseMs * (0.5 + random.NextDouble()) * settings.SampleRate / 1000);
        for (int i = 0; i < length; i++)
        {
            samples.Add((short)random.Next(-16, 17));
        }
    }

    private static byte[] Say(string program, string voice, string sentence)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, ["-v", voice, "-s", "160", "--stdout", sentence]) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new IOException($"{program} did not start");
            using var wav = new MemoryStream();
            Task copied = process.StandardOutput.BaseStream.CopyToAsync(wav);
            Task<string> said = process.StandardError.ReadToEndAsync();
            if (!Task.WaitAll([copied, said], _patience) || wav.Length > LongestAnswer)
            {
                process.Kill();
                throw new IOException($"{program} did not speak within {_patience.TotalSeconds:0} s");
            }

            process.WaitForExit();
            return process.ExitCode == 0 ? wav.ToArray() : throw new IOException($"{program} ended with {process.ExitCode}: {said.Result.Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{program} does not start: {e.Message}", e);
        }
    }
}
