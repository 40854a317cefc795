using Millrace.Results;

namespace Millrace.Tracker.Load.Stories;

/// <summary>A rule and what the run says to it.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Fired">Whether it fired; null where the run cannot tell.</param>
/// <param name="Figures">The figures that it was judged by.</param>
/// <param name="Advice">What to do where it fired.</param>
internal sealed record Evidence(string Name, bool? Fired, string Figures, string Advice)
{
    private string Seen => Fired switch { true => "SEEN", false => "not seen", null => "cannot be told" };

    /// <summary>Rules as a table.</summary>
    public static ResultTable Table(string name, string title, string rule, string advice, IReadOnlyList<Evidence> all, string remark) => new()
    {
        Name = name,
        Title = title,
        Columns = [new(rule), new("Seen"), new("Evidence"), new(advice)],
        Rows = [.. all.Select(evidence => new TableCell[] { evidence.Name, evidence.Seen, evidence.Figures, evidence.Advice })],
        Remark = remark,
    };
}
