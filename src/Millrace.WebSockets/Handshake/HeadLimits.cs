namespace Millrace.WebSockets.Handshake;

/// <summary>Bounds of an HTTP head: bytes of all, bytes of the start line's target, count of fields.</summary>
internal readonly record struct HeadLimits(int Bytes, int TargetBytes, int Fields);
