using Millrace.Reports.Text;

namespace Millrace.Reports.Comparing;

/// <summary>A figure that two sides are compared by.</summary>
/// <param name="Name">As --metrics and files call it.</param>
/// <param name="Title">As tables call it.</param>
/// <param name="MoreIsBetter">Whether a larger figure is the better one.</param>
/// <param name="IsShare">Whether it is a part of a whole, which has rules of its own.</param>
/// <param name="IsSpeed">Whether a change is called faster or slower, rather than better or worse.</param>
public sealed record Metric(string Name, string Title, bool MoreIsBetter, bool IsShare, bool IsSpeed)
{
    /// <summary>Every figure, in the order of tables.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("rate", "answered rightly", MoreIsBetter: true, IsShare: false, IsSpeed: true),
        new("p50", "response p50", MoreIsBetter: false, IsShare: false, IsSpeed: true),
        new("p90", "response p90", MoreIsBetter: false, IsShare: false, IsSpeed: true),
        new("p99", "response p99", MoreIsBetter: false, IsShare: false, IsSpeed: true),
        new("cpu", "target CPU per operation", MoreIsBetter: false, IsShare: false, IsSpeed: false),
        new("memory", "target memory, most", MoreIsBetter: false, IsShare: false, IsSpeed: false),
        new("errors", "errors", MoreIsBetter: false, IsShare: true, IsSpeed: false),
        new("loss", "loss (lost and indefinite)", MoreIsBetter: false, IsShare: true, IsSpeed: false),
    ];

    /// <summary>Those that make the verdict unless others are named. Memory depends on when the collector ran last, and p90 says little that p50 and p99 do not.</summary>
    public static IReadOnlyList<string> JudgedByDefault { get; } = ["rate", "p50", "p99", "cpu", "errors", "loss"];

    /// <summary>The figure for people, with its unit.</summary>
    public string Print(double? value) => value is not { } known ? Figures.None : Name switch
    {
        "rate" => Figures.Rate(known),
        "cpu" => Figures.Number(known) + " us",
        "memory" => Figures.Bytes(known),
        _ when IsShare => Figures.Share(known, 1),
        _ => Figures.Milliseconds(known),
    };

    /// <summary>The verdict in the word that fits the figure: faster, better, same, slower, worse, unknown.</summary>
    public string Word(ChangeVerdict verdict) => verdict switch
    {
        ChangeVerdict.Faster => IsSpeed ? "faster" : "better",
        ChangeVerdict.Slower => IsSpeed ? "slower" : "worse",
        ChangeVerdict.Same => "same",
        _ => "unknown",
    };
}
