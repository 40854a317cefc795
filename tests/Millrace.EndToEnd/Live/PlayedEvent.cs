using Millrace.Live.Wire;

namespace Millrace.EndToEnd.Live;

/// <summary>An event that a client sent.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="Node">The node that heard it.</param>
/// <param name="Words">The value, the key, the name or the url in it; empty for others.</param>
internal sealed record PlayedEvent(EventKind Kind, uint Sequence, uint Node, string Words);
