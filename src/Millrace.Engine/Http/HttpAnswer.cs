using System.Text;

namespace Millrace.Engine.Http;

/// <summary>An answer over HTTP/1.1, whole.</summary>
/// <param name="Status">The status code.</param>
/// <param name="Cookies">Its cookies as a request's Cookie field has them, such as <c>live=abc; theme=dark</c>; empty where there are none.</param>
/// <param name="Body">The body.</param>
/// <param name="CanGoOn">Whether the connection takes a further request.</param>
/// <param name="Bytes">What it weighs with its head.</param>
public sealed record HttpAnswer(int Status, string Cookies, ReadOnlyMemory<byte> Body, bool CanGoOn, int Bytes)
{
    /// <summary>The body, read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body in one line where it is short and plain, with a colon before it: for a message about a refusal. A page of HTML is not for one line.</summary>
    public string Words => Body.Length is > 0 and < 300 && !Text.Contains('<', StringComparison.Ordinal) ? $": {Text.ReplaceLineEndings(" ").Trim()}" : "";
}
