using System.Text.RegularExpressions;
using Millrace.Speech.Host.Recognition.PocketSphinx;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>The human recordings of Debian's <c>pocketsphinx-testdata</c>, 16,000 samples a second, and what is said in them.</summary>
internal static partial class Recordings
{
    private const string Folder = "/usr/share/pocketsphinx/test/data";

    /// <summary>Skips the test where the library, the model or the recordings are not installed.</summary>
    public static void SkipUnlessInstalled()
    {
        string? missing = SphinxLibrary.Missing(new PocketSphinxOptions());
        Assert.SkipWhen(missing is not null, missing ?? "");
        Assert.SkipUnless(Directory.Exists(Folder), $"The recordings are not at {Folder}; install pocketsphinx-testdata.");
    }

    public static byte[] Raw(string name) => File.ReadAllBytes(Path.Combine(Folder, name));

    /// <summary>The clips of a folder with a transcription, without the headers of their WAV files.</summary>
    public static List<(string Name, string Said, byte[] Audio)> Clips(string folder, string transcription)
    {
        return [.. File.ReadLines(Path.Combine(Folder, folder, transcription))
            .Select(line => Line().Match(line))
            .Where(match => match.Success)
            .Select(match => (match.Groups[2].Value, match.Groups[1].Value.Trim(), File.ReadAllBytes(Path.Combine(Folder, folder, match.Groups[2].Value + ".wav"))[44..]))];
    }

    [GeneratedRegex(@"^<s>(.*)</s>\s*\((\S+)\)")]
    private static partial Regex Line();
}
