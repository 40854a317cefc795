using System.Globalization;
using System.Text;

namespace Millrace.Gateway.Wire;

/// <summary>What a backend says of itself in its first line.</summary>
/// <param name="Version">The version of the extended protocol that it speaks: 1.</param>
/// <param name="Name">What it calls itself, for logs and pages; at most 64 characters.</param>
/// <param name="Secret">The shared secret; empty where none was given.</param>
/// <param name="Acknowledges">It will acknowledge events.</param>
/// <param name="Binary">It takes binary messages as base64.</param>
public sealed record BackendHello(int Version, string Name, string Secret, bool Acknowledges, bool Binary)
{
    /// <summary>No hello.</summary>
    public static BackendHello None { get; } = new(0, "", "", false, false);

    // Without the secret: what is printed ends in logs.
    private bool PrintMembers(StringBuilder to)
    {
        to.Append(CultureInfo.InvariantCulture, $"Version = {Version}, Name = {Name}, Secret = {(Secret.Length > 0 ? "(hidden)" : "")}, Acknowledges = {Acknowledges}, Binary = {Binary}");
        return true;
    }
}
