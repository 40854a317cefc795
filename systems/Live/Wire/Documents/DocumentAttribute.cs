namespace Millrace.Live.Wire;

/// <summary>An attribute that an element of a <see cref="LiveDocument"/> has.</summary>
internal readonly record struct DocumentAttribute(string Name, byte[] Utf8Value);
