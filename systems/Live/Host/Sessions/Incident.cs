using System.Security.Cryptography;

namespace Millrace.Live.Host.Sessions;

/// <summary>A number that a user can read to an operator, who finds it in the log.</summary>
internal static class Incident
{
    public static string New() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4));
}
