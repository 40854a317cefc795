namespace Millrace.Live.Wire;

/// <summary>What the server has to say about one event.</summary>
/// <param name="Code">What it is.</param>
/// <param name="Node">The node of the event; 0 for none.</param>
/// <param name="Message">In words.</param>
public readonly record struct NoticeFrame(NoticeCode Code, uint Node, string Message);
