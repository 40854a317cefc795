namespace Millrace.Cli.Reporting;

/// <summary>A report that is asked for together with a run.</summary>
/// <param name="Format">In which form.</param>
/// <param name="File">Where to; null for the format's own file in the folder of the run.</param>
internal sealed record ReportOrder(ReportFormat Format, string? File);
