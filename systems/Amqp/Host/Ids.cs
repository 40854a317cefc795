using System.Buffers.Text;
using System.Security.Cryptography;

namespace Millrace.Amqp.Host;

/// <summary>Names that nobody can guess, for queues and consumers that let the broker choose.</summary>
internal static class Ids
{
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        return Base64Url.EncodeToString(bytes);
    }
}
