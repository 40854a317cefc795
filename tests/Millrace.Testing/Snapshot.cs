using System.Runtime.CompilerServices;

namespace Millrace.Testing;

/// <summary>
/// Compares text that people read with a file under Expectations/ beside the test. MILLRACE_ACCEPT=1 rewrites the file;
/// the difference is then read in review.
/// </summary>
public static class Snapshot
{
    /// <summary>True while expectations are rewritten instead of compared.</summary>
    public static bool Accepting => Environment.GetEnvironmentVariable("MILLRACE_ACCEPT") == "1";

    /// <summary>Throws where <paramref name="actual"/> differs from Expectations/<paramref name="name"/>.</summary>
    public static void Match(string name, string actual, [CallerFilePath] string testFile = "") =>
        MatchFile(Path.Combine(Path.GetDirectoryName(testFile)!, "Expectations", name), actual);

    /// <summary>Throws where <paramref name="actual"/> differs from the file at <paramref name="path"/>.</summary>
    public static void MatchFile(string path, string actual)
    {
        actual = actual.ReplaceLineEndings("\n");
        if (Accepting)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            return;
        }

        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"{path} does not exist. MILLRACE_ACCEPT=1 writes it. The text was:\n{actual}");
        }

        string expected = File.ReadAllText(path).ReplaceLineEndings("\n");
        if (expected == actual)
        {
            return;
        }

        string[] wanted = expected.Split('\n');
        string[] got = actual.Split('\n');
        int line = 0;
        while (line < wanted.Length && line < got.Length && wanted[line] == got[line])
        {
            line++;
        }

        throw new InvalidOperationException(
            $"{path} line {line + 1} differs (MILLRACE_ACCEPT=1 rewrites it)\nexpected: {wanted.ElementAtOrDefault(line) ?? "<end>"}\nactual:   {got.ElementAtOrDefault(line) ?? "<end>"}\n\nwhole text:\n{actual}");
    }
}
