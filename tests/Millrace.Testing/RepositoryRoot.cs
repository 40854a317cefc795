namespace Millrace.Testing;

/// <summary>Where this repository is checked out, for tests about its own files and for starting what it builds.</summary>
public static class RepositoryRoot
{
    /// <summary>The folder of Millrace.slnx, found upwards from the running test.</summary>
    public static string Path { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The full path of a name in the repository.</summary>
    public static string Combine(params ReadOnlySpan<string> names) => System.IO.Path.Combine([Path, .. names]);

    private static string Find(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Millrace.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Millrace.slnx above {start}: these tests run from inside the repository's artifacts/.");
    }
}
