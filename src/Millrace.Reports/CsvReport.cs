using System.Globalization;
using Millrace.Reports.Csv;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>A run or a suite as comma-separated values: a row for each operation over the measured part. Columns are only ever added, at the end.</summary>
public static class CsvReport
{
    private static readonly string[] Columns =
    [
        "run", "system", "profile", "mode", "startedAt", "fingerprint", "outcome", "generator", "clients", "operation", "count", "ok", "errors", "ratePerSecond", "bytesOut", "bytesIn",
    ];

    private static readonly string[] Times = ["count", "minMs", "meanMs", "stdDevMs", "p50Ms", "p90Ms", "p95Ms", "p99Ms", "p999Ms", "maxMs"];

    private static readonly string[] Kinds = ["response", "service", "lateness"];

    /// <summary>A run alone; its column "run" is empty. LF line ends.</summary>
    public static string Render(RunFile run) => CsvRuns.Of(run, Begin(), Write);

    /// <summary>The runs of a suite, one below the other; the column "run" names their folders.</summary>
    /// <param name="suite">The suite.</param>
    /// <param name="read">Finds the run in a folder of the suite's; one that cannot be read (null) has no row.</param>
    public static string Render(SuiteFile suite, Func<string, RunFile?> read) => CsvRuns.Of(suite, read, Begin(), Write);

    private static CsvText Begin()
    {
        var text = new CsvText();
        foreach (string column in Columns.Concat(Kinds.SelectMany(kind => Times.Select(time => kind + char.ToUpperInvariant(time[0]) + time[1..]))))
        {
            text.Cell(column);
        }

        return text.EndRow();
    }

    private static void Write(CsvText text, string folder, RunFile run)
    {
        foreach ((string name, OperationResult operation) in run.Operations)
        {
            text.Cell(folder).Cell(run.System).Cell(run.Profile).Cell(run.Mode)
                .Cell(run.Environment.StartedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)).Cell(run.Fingerprint)
                .Cell(Reports.Text.Phrases.Of(run.Verdict.Outcome).ToLowerInvariant().Replace(' ', '-')).Cell(Reports.Text.Phrases.Of(run.Generator.Verdict)).Cell(run.Parameters.Clients)
                .Cell(name).Cell(operation.Count).Cell(operation.Ok).Cell(operation.Errors.Values.Sum()).Cell(operation.RatePerSecond).Cell(operation.BytesOut).Cell(operation.BytesIn);
            Write(text, operation.Response);
            Write(text, operation.Service);
            Write(text, operation.Lateness);
            text.EndRow();
        }
    }

    private static void Write(CsvText text, LatencySummary? times) =>
        text.Cell(times?.Count).Cell(times?.MinMs).Cell(times?.MeanMs).Cell(times?.StdDevMs).Cell(times?.P50Ms).Cell(times?.P90Ms).Cell(times?.P95Ms).Cell(times?.P99Ms).Cell(times?.P999Ms).Cell(times?.MaxMs);
}
