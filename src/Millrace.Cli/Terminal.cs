namespace Millrace.Cli;

/// <summary>
/// Where a command writes and what it may assume about the reader. The composition root is the only place that looks at
/// <see cref="Console"/>.
/// </summary>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive, TimeProvider Clock)
{
    /// <summary>This process's console.</summary>
    public static Terminal OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"), TimeProvider.System);
}
