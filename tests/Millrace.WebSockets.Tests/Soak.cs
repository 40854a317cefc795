namespace Millrace.WebSockets.Tests;

/// <summary>How often seeded random tests run: MILLRACE_SOAK=1 runs them whole.</summary>
internal static class Soak
{
    public static int Rounds { get; } = Environment.GetEnvironmentVariable("MILLRACE_SOAK") == "1" ? 1_000_000 : 100_000;
}
