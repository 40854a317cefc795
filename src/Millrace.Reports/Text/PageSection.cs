namespace Millrace.Reports.Text;

/// <summary>What stands below one heading of a page.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Heading">The heading; empty for what stands before the first.</param>
/// <param name="Blocks">What is below it, in order.</param>
internal sealed record PageSection(SectionKind Kind, string Heading, IReadOnlyList<PageBlock> Blocks);
