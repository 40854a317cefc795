namespace Millrace.Engine.Profiling;

/// <summary>How often a method was seen at work.</summary>
/// <param name="Frame">The method.</param>
/// <param name="IsNative">True where the time passed in native code that it called: system calls and the runtime.</param>
/// <param name="Own">Samples in which it was the innermost.</param>
/// <param name="WithCallees">Samples in which it was anywhere on the stack.</param>
internal sealed record FunctionShare(CodeFrame Frame, bool IsNative, long Own, long WithCallees);
