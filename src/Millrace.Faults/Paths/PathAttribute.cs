namespace Millrace.Faults;

/// <summary>One setting of a path fault in the words of the API.</summary>
/// <param name="Name">Its key under <c>attributes</c>.</param>
/// <param name="Unit">What it counts, for messages.</param>
/// <param name="Least">The least value.</param>
/// <param name="Most">The greatest value.</param>
/// <param name="Default">The value where it is not given.</param>
internal sealed record PathAttribute(string Name, string Unit, double Least, double Most, double Default = 0)
{
    /// <summary>The longest time that a fault takes: a day, in milliseconds.</summary>
    public const double LongestMilliseconds = 86_400_000;

    /// <summary>True where it need not be a whole number.</summary>
    public bool Fraction { get; init; }

    /// <summary>What is wrong with a value, or null.</summary>
    public string? Refuse(double value) =>
        !double.IsFinite(value) || value < Least || value > Most ? FormattableString.Invariant($"{Name} is {value}; it must be from {Least} to {Most} {Unit}")
        : !Fraction && value != Math.Floor(value) ? FormattableString.Invariant($"{Name} is {value}; it must be a whole number of {Unit}")
        : null;

    /// <summary>A time in milliseconds.</summary>
    public static PathAttribute Milliseconds(string name) => new(name, "milliseconds", 0, LongestMilliseconds) { Fraction = true };

    /// <summary>A chance.</summary>
    public static PathAttribute Probability(string name, double otherwise) => new(name, "(a probability)", 0, 1, otherwise) { Fraction = true };
}
