namespace Millrace.Engine.Probes;

/// <summary>Something could not be measured; the message says what and why. It never ends a run.</summary>
public sealed class ProbeException(string message, Exception? inner = null) : Exception(message, inner);
