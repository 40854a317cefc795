namespace Millrace.Hosting.Api;

/// <summary>A request to a server's own HTTP API, read whole.</summary>
/// <param name="Method">Its method, in capitals.</param>
/// <param name="Path">Its path, as it was sent: without the query, percent-encoded.</param>
/// <param name="UserAgent">What calls itself so; empty where nothing was sent.</param>
/// <param name="Body">Its body, within the limit.</param>
public sealed record ApiRequest(string Method, string Path, string UserAgent, ReadOnlyMemory<byte> Body);
