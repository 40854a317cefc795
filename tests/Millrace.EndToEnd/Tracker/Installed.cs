namespace Millrace.EndToEnd.Tracker;

/// <summary>Programs of others that tests talk to.</summary>
internal static class Installed
{
    private static readonly string[] Folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/bin", "/usr/sbin"];

    /// <summary>The program's full path; null where there is none.</summary>
    public static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
