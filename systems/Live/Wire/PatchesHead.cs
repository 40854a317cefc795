namespace Millrace.Live.Wire;

/// <summary>How a frame of patches or a document begins.</summary>
/// <param name="Sequence">Its number.</param>
/// <param name="LastEvent">The last event that the server had handled.</param>
/// <param name="WantsAck">The server asks for an <c>ack</c>.</param>
public readonly record struct PatchesHead(uint Sequence, uint LastEvent, bool WantsAck);
