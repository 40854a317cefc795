namespace Millrace.Hosting.Admin;

/// <summary>A page of a server's own on the admin endpoint, in answer to a GET, or a POST without a body: JSON, unless it says otherwise.</summary>
/// <param name="Path">Where it is, such as <c>/rooms</c>.</param>
/// <param name="Description">What it answers, for the index; parameters included.</param>
/// <param name="Parameters">The names that its query may have; others get 400.</param>
/// <param name="WriteAsync">
/// Writes the page as UTF-8. On any thread; what it reads from a shard it asks the shard for. An <see cref="AdminQueryException"/> before the first byte becomes a
/// 400; a cancelled or failed one, before it, a 503.
/// </param>
public sealed record AdminPage(
    string Path, string Description, IReadOnlyList<string> Parameters, Func<AdminQuery, Stream, CancellationToken, Task> WriteAsync)
{
    /// <summary>The content type of JSON, which pages have by default.</summary>
    public const string Json = "application/json; charset=utf-8";

    /// <summary>The content type of a page for people. Whatever did not come from this program must be escaped in it.</summary>
    public const string Html = "text/html; charset=utf-8";

    /// <summary>True for one that changes something: it answers to POST, and not to a browser on the page of somebody else. Default: false, a GET.</summary>
    public bool IsAction { get; init; }

    /// <summary>What the page is written in. Default: <see cref="Json"/>.</summary>
    public string ContentType { get; init; } = Json;
}
