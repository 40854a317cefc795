namespace Millrace.Testing;

/// <summary>What a process that has ended said: its exit code and all of its output.</summary>
public sealed record ProcessResult(int ExitCode, string Output, string Error);
