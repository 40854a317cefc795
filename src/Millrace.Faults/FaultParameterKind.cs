namespace Millrace.Faults;

/// <summary>What values a fault's parameter takes.</summary>
public enum FaultParameterKind
{
    /// <summary><c>true</c> or <c>false</c>; the bare name means true.</summary>
    Flag,

    /// <summary>A duration with its unit, as in 500ms.</summary>
    Duration,

    /// <summary>A number not below 0, with a dot for fractions.</summary>
    Number,

    /// <summary>A whole number not below 0.</summary>
    Count,

    /// <summary>A share from 0 to 1, or in percent, as in 5%.</summary>
    Share,

    /// <summary>One of a few words.</summary>
    Choice,

    /// <summary>The name of something that only the run knows.</summary>
    Name,
}
