namespace Millrace.Faults;

/// <summary>A fault could not be injected or lifted; the message says which, where and what to do.</summary>
public sealed class FaultException(string message, Exception? inner = null) : Exception(message, inner);
