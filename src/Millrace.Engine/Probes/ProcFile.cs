namespace Millrace.Engine.Probes;

/// <summary>Small files of /proc and /sys, which may be gone, hidden or refused at any time.</summary>
internal static class ProcFile
{
    /// <summary>The file's text, or null.</summary>
    public static string? TryRead(string path)
    {
        try { return File.ReadAllText(path); }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException) { return null; } // expected: ended process, other kernel, other user
    }

    /// <summary>The file's text without blanks around it, or null where it is absent or blank.</summary>
    public static string? TryReadWord(string path) => TryRead(path)?.Trim() is { Length: > 0 } word ? word : null;

    /// <summary>How many entries a folder has, or null.</summary>
    public static int? TryCount(string folder)
    {
        try { return Directory.EnumerateFileSystemEntries(folder).Count(); }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException) { return null; }
    }
}
