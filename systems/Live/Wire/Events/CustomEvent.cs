namespace Millrace.Live;

/// <summary>Raised by a page's own JavaScript: by a hook or by <c>live.send</c>.</summary>
/// <param name="Name">What the script calls it.</param>
/// <param name="Detail">JSON, unchecked; may be empty.</param>
public sealed record CustomEvent(string Name, string Detail);
