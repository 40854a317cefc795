namespace Millrace.Amqp.Load;

/// <summary>Passwords from files, so that no command line shows them to everybody on the machine.</summary>
internal static class PasswordFiles
{
    private const int LongestBytes = 4096;

    /// <summary>What keeps a file from being the password for a target, or null.</summary>
    public static string? ProblemWith(string file, Uri? target)
    {
        if (file.Length == 0)
        {
            return null;
        }

        if (target is null || target.UserInfo.Length == 0 || target.UserInfo.Contains(':', StringComparison.Ordinal))
        {
            return $"{AmqpSettings.PasswordFileName} is for a --target with a user and no password, such as amqp://app@host/.";
        }

        try
        {
            return Read(file).Length == 0 ? $"{AmqpSettings.PasswordFileName}: the first line of {file} is empty; write the password there." : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{AmqpSettings.PasswordFileName}: {file} cannot be read ({e.Message})";
        }
    }

    /// <summary>The target with the password of the file; as it is where no file is named.</summary>
    public static Uri Apply(Uri target, string file) =>
        file.Length == 0 ? target : new UriBuilder(target) { Password = Uri.EscapeDataString(Read(file)) }.Uri;

    private static string Read(string file)
    {
        using var stream = new StreamReader(file);
        char[] text = new char[LongestBytes];
        int count = stream.ReadBlock(text);
        return new string(text, 0, count).Split('\n')[0].TrimEnd('\r');
    }
}
