using System.Security.Cryptography;
using System.Text;
using Millrace.Hosting;

namespace Millrace.Gateway.Host.Backends;

/// <summary>The secret that backends share with the gateway.</summary>
internal sealed class BackendSecret(string text)
{
    private const int LeastLength = 8;
    private const int MostLength = 1024;

    // Hashes have one length, so comparing them tells neither how long the secret is nor how much of a guess was right.
    private readonly byte[] _hash = Hash(text);

    /// <summary>What is wrong with a secret; null when nothing is.</summary>
    public static string? ProblemOf(string text) =>
        text.Length is < LeastLength or > MostLength
            ? $"The backend secret has {text.Length} characters; it must have {LeastLength} to {MostLength}, such as those of `openssl rand -hex 32`."
            : text.Any(char.IsControl)
                ? "The backend secret holds a line break or another control character; put it on one line."
                : null;

    /// <summary>Reads a secret from its file: the one line that is in it.</summary>
    /// <exception cref="ServerStartException">The file cannot be read, or what it holds is no secret.</exception>
    public static BackendSecret FromFile(string path)
    {
        string text;
        try
        {
            // No further than a secret may be long: a device that never ends is not read to its end.
            using StreamReader reader = new(path, Encoding.UTF8);
            char[] first = new char[MostLength + 3];
            text = new string(first, 0, reader.ReadBlock(first)).TrimEnd('\r', '\n');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ServerStartException($"The file of the backend secret cannot be read: {e.Message}", e);
        }

        return ProblemOf(text) is { } problem ? throw new ServerStartException($"'{path}' holds no usable secret. {problem}") : new BackendSecret(text);
    }

    /// <summary>True for the secret. How long it takes depends on the length of the offer alone.</summary>
    public bool Matches(string offered) => CryptographicOperations.FixedTimeEquals(Hash(offered), _hash);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
