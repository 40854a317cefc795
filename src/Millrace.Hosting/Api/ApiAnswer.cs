using System.Text;

namespace Millrace.Hosting.Api;

/// <summary>What a server's own HTTP API answers.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The type of the body; null where there is none.</param>
/// <param name="Body">The body.</param>
public sealed record ApiAnswer(int Status, string? ContentType, ReadOnlyMemory<byte> Body)
{
    /// <summary>The methods that the path has, where <see cref="Status"/> is 405.</summary>
    public string? Allow { get; init; }

    /// <summary>An answer without a body.</summary>
    public static ApiAnswer Empty(int status) => new(status, null, default);

    /// <summary>An answer in text of a type.</summary>
    public static ApiAnswer Text(int status, string contentType, string text) => new(status, contentType, Encoding.UTF8.GetBytes(text));
}
