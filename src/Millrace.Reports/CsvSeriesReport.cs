using Millrace.Reports.Csv;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>A run's or a suite's course as comma-separated values: a row for each second, or for several where the run file merged them.</summary>
public static class CsvSeriesReport
{
    private static readonly string[] Columns =
    [
        "run", "atSeconds", "spanSeconds", "phase", "sentPerSecond", "okPerSecond", "errorsPerSecond", "droppedPerSecond", "p50Ms", "p90Ms", "p99Ms", "maxMs", "inFlight", "connectedClients",
        "targetCpuPercent", "targetRssBytes", "targetHeapBytes", "generatorCpuPercent", "generatorRssBytes",
    ];

    /// <summary>A run alone; its column "run" is empty. LF line ends.</summary>
    public static string Render(RunFile run) => CsvRuns.Of(run, Begin(), Write);

    /// <summary>The runs of a suite, one below the other; the column "run" names their folders.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="read">Finds the run in a folder of the suite's; one that cannot be read (null) has no row.</param>
    public static string Render(SuiteFile suite, Func<string, RunFile?> read) => CsvRuns.Of(suite, read, Begin(), Write);

    private static CsvText Begin() => Columns.Aggregate(new CsvText(), (text, column) => text.Cell(column)).EndRow();

    private static void Write(CsvText text, string folder, RunFile run)
    {
        foreach (SeriesPoint point in run.Series)
        {
            text.Cell(folder).Cell(point.AtSeconds).Cell(point.SpanSeconds).Cell(point.Phase).Cell(point.SentPerSecond).Cell(point.OkPerSecond).Cell(point.ErrorsPerSecond)
                .Cell(point.DroppedPerSecond).Cell(point.P50Ms).Cell(point.P90Ms).Cell(point.P99Ms).Cell(point.MaxMs).Cell(point.InFlight).Cell(point.ConnectedClients)
                .Cell(point.TargetCpuPercent).Cell(point.TargetRssBytes).Cell(point.TargetHeapBytes).Cell(point.GeneratorCpuPercent).Cell(point.GeneratorRssBytes).EndRow();
        }
    }
}
