namespace Millrace.Live.Wire;

/// <summary>What a server answers to <c>hello</c>.</summary>
/// <param name="Version">The version that it speaks.</param>
/// <param name="Mode">How it goes on.</param>
/// <param name="LastEvent">The last event that it handled.</param>
/// <param name="NextPatch">The number of the next frame of patches or of the document.</param>
/// <param name="HeartbeatSeconds">A client that heard nothing for so long asks by <c>ping</c>.</param>
/// <param name="LargestClientFrame">The longest frame that it takes, in bytes.</param>
/// <param name="Token">The token to use from now on; empty for the one before.</param>
public readonly record struct WelcomeFrame(
    byte Version, WelcomeMode Mode, uint LastEvent, uint NextPatch, uint HeartbeatSeconds, uint LargestClientFrame, string Token);
