namespace Millrace.Hosting.Admin;

/// <summary>A page of a server's own on the admin endpoint: JSON in answer to a GET.</summary>
/// <param name="Path">Where it is, such as <c>/rooms</c>.</param>
/// <param name="Description">What it answers, for the index; parameters included.</param>
/// <param name="Parameters">The names that its query may have; others get 400.</param>
/// <param name="WriteAsync">
/// Writes the JSON as UTF-8. On any thread; what it reads from a shard it asks the shard for. An <see cref="AdminQueryException"/> before the first byte becomes a
/// 400; a cancelled or failed one, before it, a 503.
/// </param>
public sealed record AdminPage(
    string Path, string Description, IReadOnlyList<string> Parameters, Func<AdminQuery, Stream, CancellationToken, Task> WriteAsync);
