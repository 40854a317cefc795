namespace Millrace.Engine.Targets;

/// <summary>A target could not be started, reached or stopped; the message says which, what was seen and what to do.</summary>
public sealed class TargetException(string message, Exception? inner = null) : Exception(message, inner);
