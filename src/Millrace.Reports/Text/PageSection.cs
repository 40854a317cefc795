namespace Millrace.Reports.Text;

/// <summary>What stands below one heading of a page.</summary>
/// <param name="Heading">The heading; empty for what stands before the first.</param>
/// <param name="Blocks">What is below it, in order.</param>
internal sealed record PageSection(string Heading, IReadOnlyList<PageBlock> Blocks);
