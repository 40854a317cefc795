namespace Millrace.Speech.Load.Audio;

/// <summary>Where clips come from.</summary>
internal static class ClipSources
{
    private const int SyntheticVoices = 8;
    private const int SyntheticSeconds = 30;

    /// <summary>What is wrong with what the settings name, without making anything yet.</summary>
    public static IEnumerable<string> Problems(SpeechSettings settings) => settings.Audio switch
    {
        SpeechSettings.Files when settings.AudioFolder.Length == 0 => [$"{SpeechParameters.Audio}=files needs the folder of the recordings: {SpeechParameters.AudioFolder}=PATH."],
        SpeechSettings.Files => SoundFiles.Problems(settings.AudioFolder),
        SpeechSettings.Espeak when EspeakVoices.Program() is null => [$"{SpeechParameters.Audio}=espeak needs espeak-ng, which is not on the path; on Debian: apt-get install espeak-ng."],
        _ => [],
    };

    /// <summary>The clips of a run, the same for the same seed. Throws <see cref="IOException"/> where a source fails.</summary>
    public static IReadOnlyList<Clip> Make(SpeechSettings settings, long seed)
    {
        IEnumerable<Recording> recordings = settings.Audio switch
        {
            SpeechSettings.Files => SoundFiles.Read(settings.AudioFolder, settings.SampleRate),
            SpeechSettings.Espeak => EspeakVoices.Speak(settings, Seeded(seed)),
            _ => Enumerable.Range(0, SyntheticVoices).Select(voice => SyntheticSpeech.Make(Seeded(seed + voice), settings.SampleRate, SyntheticSeconds, settings.UtteranceMs, settings.PauseMs)),
        };
        return [.. recordings.Select(recording => new Clip(recording, settings.ChunkBytes, settings.IsBinary))];
    }

    private static Random Seeded(long seed) => new(unchecked((int)(seed ^ (seed >> 32))));
}
