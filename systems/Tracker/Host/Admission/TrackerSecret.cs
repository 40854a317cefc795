using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Millrace.Hosting;

namespace Millrace.Tracker.Host.Admission;

/// <summary>Where the secret of connection ids comes from.</summary>
internal static class TrackerSecret
{
    private const int RandomBytes = 32;

    /// <exception cref="ServerStartException">The file cannot be read, or what it holds is no secret.</exception>
    public static byte[] Of(TrackerOptions options) =>
        options.Secret ?? (options.SecretFile is { } path ? FromFile(path) : RandomNumberGenerator.GetBytes(RandomBytes));

    private static byte[] FromFile(string path)
    {
        string text;
        try
        {
            // No further than a secret may be long: a device that never ends is not read to its end.
            using StreamReader reader = new(path, Encoding.UTF8);
            char[] first = new char[TrackerOptionRules.MostSecret + 3];
            text = new string(first, 0, reader.ReadBlock(first)).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ServerStartException($"The file of the secret cannot be read: {e.Message}", e);
        }

        if (text.Any(char.IsControl))
        {
            throw new ServerStartException($"'{path}' holds no usable secret: there is a line break or another control character in it. Put it on one line.");
        }

        byte[] secret = Encoding.UTF8.GetBytes(text);
        return secret.Length is >= TrackerOptionRules.LeastSecret and <= TrackerOptionRules.MostSecret
            ? secret
            : throw new ServerStartException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{path}' holds no usable secret: it has {secret.Length} bytes and must have {TrackerOptionRules.LeastSecret} to {TrackerOptionRules.MostSecret}, such as those of `openssl rand -hex 32`."));
    }
}
