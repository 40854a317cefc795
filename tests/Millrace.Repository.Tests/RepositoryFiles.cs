using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests;

/// <summary>The files that are, or are about to be, committed: what git tracks and what it would add.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] NotOurs = [".git", "artifacts", "results", "node_modules", "bin", "obj"];

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync()
    {
        string root = RepositoryRoot.Path;
        if (!Path.Exists(Path.Combine(root, ".git")))
        {
            return [.. Walk(root).Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'))]; // a source archive
        }

        ProcessResult git = await RunningProcess.RunAsync(
            "git",
            ["-c", "core.quotePath=false", "ls-files", "--cached", "--others", "--exclude-standard"],
            TimeSpan.FromMinutes(1),
            root);
        Assert.True(git.ExitCode == 0, git.Error);
        // A tracked file that was just deleted is still listed.
        return [.. git.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct()
            .Where(path => File.Exists(Path.Combine(root, path)))];
    }

    /// <summary>Paths and contents of the files whose names end in one of <paramref name="endings"/>.</summary>
    public static async Task<IReadOnlyList<(string Path, string Text)>> ReadAsync(params string[] endings)
    {
        var files = new List<(string, string)>();
        foreach (string path in await ListAsync())
        {
            if (endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            {
                files.Add((path, await File.ReadAllTextAsync(RepositoryRoot.Combine(path), TestContext.Current.CancellationToken)));
            }
        }

        return files;
    }

    private static IEnumerable<string> Walk(string folder) =>
        Directory.EnumerateFiles(folder).Concat(
            Directory.EnumerateDirectories(folder).Where(child => !NotOurs.Contains(Path.GetFileName(child))).SelectMany(Walk));
}
