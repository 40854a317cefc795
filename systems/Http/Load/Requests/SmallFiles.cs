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
            // By what can be read of it, not by what its folder says: a pipe and a device have no length.
            using FileStream stream = File.OpenRead(file);
            using var content = new MemoryStream();
            byte[] piece = new byte[64 * 1024];
            for (int count; (count = stream.Read(piece)) > 0;)
            {
                if (content.Length + count > most)
                {
                    problems.Add($"{where}: {file} is too long; {most} bytes are taken at most.");
                    return null;
                }

                content.Write(piece, 0, count);
            }

            return content.ToArray();
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
