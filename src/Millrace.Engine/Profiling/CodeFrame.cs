namespace Millrace.Engine.Profiling;

/// <summary>One managed method on a stack.</summary>
/// <param name="Method">Its full name, without arguments, as a person reads it: <c>Space.Type.Method</c>.</param>
/// <param name="Module">Its assembly, or nothing where it is unknown.</param>
internal readonly record struct CodeFrame(string Method, string Module);
