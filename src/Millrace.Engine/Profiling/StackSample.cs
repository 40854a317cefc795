namespace Millrace.Engine.Profiling;

/// <summary>Where one thread was at one moment.</summary>
/// <param name="Thread">The thread's id.</param>
/// <param name="InManagedCode">False while it was in native code that managed code had called: a system call, a wait, the runtime.</param>
/// <param name="Frames">Its managed frames, the innermost first.</param>
internal sealed record StackSample(long Thread, bool InManagedCode, IReadOnlyList<CodeFrame> Frames);
