namespace Millrace.Hosting.Admin;

/// <summary>A request to an <see cref="AdminPage"/> asks for something that is not there; the message says what to ask for.</summary>
public sealed class AdminQueryException(string message) : Exception(message);
