namespace Millrace.Reports.Html;

/// <summary>A horizontal line across a chart.</summary>
/// <param name="Name">What is written at it.</param>
/// <param name="Value">Where it is.</param>
internal sealed record ChartLimit(string Name, double Value);
