namespace Millrace.Live.Wire;

/// <summary>What a client says first.</summary>
/// <param name="Version">The version that it speaks. Where that is another than ours, nothing else has been read.</param>
/// <param name="WantsDocument">It has no page as served and asks for the document.</param>
/// <param name="Hidden">Its page is hidden.</param>
/// <param name="Token">The token of its session.</param>
/// <param name="LastPatch">The highest patch that it applied; 0 for none.</param>
/// <param name="Url">Path and query of its page.</param>
/// <param name="Width">The window's width in CSS pixels.</param>
/// <param name="Height">The window's height in CSS pixels.</param>
/// <param name="MinutesAhead">Minutes that its clock is ahead of UTC.</param>
public readonly record struct HelloFrame(
    byte Version, bool WantsDocument, bool Hidden, string Token, uint LastPatch, string Url, uint Width, uint Height, int MinutesAhead);
