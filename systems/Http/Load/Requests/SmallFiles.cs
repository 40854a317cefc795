using System.Text;

namespace Millrace.Http.Load.Requests;

/// <summary>Reads the files that settings name, up to a length.</summary>
internal static class SmallFiles
{
    /// <summary>The longest body, in bytes.</summary>
    public const int MostBody = 64 * 1024 * 1024;

    private const int MostText = 1024 * 1024;

    /// <summary>A file's bytes; null, with a problem, where it cannot be had.</summary>
    public static byte[]? Bytes(string file, string where, ICollection<string> problems, int most = MostBody)
    {
        try
        {
            if (new FileInfo(file).Length is var length && length > most)
            {
                problems.Add($"{where}: {file} has {length} bytes; {most} are taken at most.");
                return null;
            }

            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problems.Add($"{where}: {file} cannot be read: {e.Message.TrimEnd('.')}.");
            return null;
        }
    }

    /// <summary>A file's text; null, with a problem, where it cannot be had.</summary>
    public static string? Text(string file, string where, ICollection<string> problems) =>
        Bytes(file, where, problems, MostText) is { } bytes ? Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF') : null;
}
