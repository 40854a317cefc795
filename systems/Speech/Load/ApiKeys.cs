namespace Millrace.Speech.Load;

/// <summary>The key that clients show, out of a file: a command line can be read by everybody on the machine.</summary>
internal static class ApiKeys
{
    private const int LongestFile = 64 * 1024;

    /// <summary>What is wrong with the file; nothing where none is named.</summary>
    public static IEnumerable<string> Problems(string file)
    {
        string? problem = null;
        try
        {
            if (file.Length > 0 && Read(file) is not { Length: > 0 })
            {
                problem = $"{SpeechParameters.ApiKeyFile} {file} has no key in its first lines; write one a line.";
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = $"{SpeechParameters.ApiKeyFile} {file} cannot be read: {e.Message}";
        }

        return problem is null ? [] : [problem];
    }

    /// <summary>The first key of the file; null where none is named or in it.</summary>
    public static string? Read(string file)
    {
        if (file.Length == 0)
        {
            return null;
        }

        if (new FileInfo(file).Length > LongestFile)
        {
            throw new IOException("it is too long for a file of keys");
        }

        return File.ReadLines(file).Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '#');
    }
}
