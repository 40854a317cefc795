using System.Security.Cryptography;
using Millrace.Hosting;

namespace Millrace.Live.Host.Security;

/// <summary>What tokens are signed with. In the state folder it outlives a restart, so that clients who come back are known.</summary>
internal static class SigningKey
{
    public const string FileName = "live.key";

    private const int Size = 32;

    /// <summary>A key for this process alone.</summary>
    public static byte[] New() => RandomNumberGenerator.GetBytes(Size);

    /// <summary>The key of a folder, made where it has none yet.</summary>
    /// <exception cref="ServerStartException">It can neither be read nor made.</exception>
    public static byte[] Of(string folder)
    {
        string path = Path.Combine(folder, FileName);
        try
        {
            MakeFolder(folder);
            if (!File.Exists(path))
            {
                Make(path);
            }

            Clear(folder);
            byte[] key = File.ReadAllBytes(path);
            return key.Length == Size
                ? key
                : throw new ServerStartException($"'{path}' has {key.Length} bytes where a key has {Size}. Delete it: a new one is made, and the pages that are open then load anew.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"The state folder '{folder}' cannot be used: {e.Message} Give one that this user may write to.", e);
        }
    }

    // The names of the files in it are ids of sessions.
    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    // What a start that was killed has left. There is a key now, so nobody needs an unfinished one.
    private static void Clear(string folder)
    {
        foreach (string unfinished in Directory.EnumerateFiles(folder).Where(path => Path.GetFileName(path).StartsWith(FileName + ".", StringComparison.Ordinal)))
        {
            try
            {
                File.Delete(unfinished);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The next start tries again.
            }
        }
    }

    // Whole or not at all, also where two servers start at once; readable by the owner alone.
    private static void Make(string path)
    {
        string unfinished = $"{path}.{Convert.ToHexString(RandomNumberGenerator.GetBytes(4))}";
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (FileStream file = new(unfinished, options))
        {
            file.Write(New());
            file.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(unfinished, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(unfinished); // Expected where another server was quicker: its key counts.
        }
    }
}
