namespace Millrace.Live.Host.Rendering;

/// <summary>What the browser sent as a field's value is none for the signal behind it; the client is told, and the page goes on.</summary>
internal sealed class RefusedValueException(string message) : Exception(message);
