namespace Millrace.Testing;

/// <summary>How long a long test is: a tenth in <c>./test</c>, whole in <c>./test --soak</c>, with the same seeds.</summary>
public static class Soak
{
    /// <summary>True where MILLRACE_SOAK is 1.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("MILLRACE_SOAK") == "1";

    /// <summary>All of <paramref name="whole"/> in a soak, else a tenth of it and at least one.</summary>
    public static int Count(int whole) => Count(whole, IsOn);

    internal static int Count(int whole, bool isOn) => isOn ? whole : Math.Max(1, whole / 10);
}
