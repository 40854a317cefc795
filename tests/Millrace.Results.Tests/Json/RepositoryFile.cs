using Xunit;

namespace Millrace.Results.Tests;

/// <summary>A committed file that a test compares with what the code gives; MILLRACE_REWRITE=1 writes it anew.</summary>
internal static class RepositoryFile
{
    public static void AssertEqual(string relativePath, string actual)
    {
        string path = Path.Combine(Root(), relativePath);
        if (Environment.GetEnvironmentVariable("MILLRACE_REWRITE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
        }

        string expected = File.Exists(path) ? File.ReadAllText(path) : "";
        Assert.True(expected == actual, $"{relativePath} is not what the code gives ({FirstDifference(expected, actual)}). If the change is meant, run this test with MILLRACE_REWRITE=1 and commit the file.");
    }

    private static string FirstDifference(string expected, string actual)
    {
        string[] a = expected.Split('\n');
        string[] b = actual.Split('\n');
        int line = Enumerable.Range(0, Math.Max(a.Length, b.Length)).FirstOrDefault(i => a.ElementAtOrDefault(i) != b.ElementAtOrDefault(i));
        return $"line {line + 1}: committed '{a.ElementAtOrDefault(line)?.Trim()}', now '{b.ElementAtOrDefault(line)?.Trim()}'";
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Millrace.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"There is no Millrace.slnx above {AppContext.BaseDirectory}.");
    }
}
