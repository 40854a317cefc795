using System.Globalization;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>
/// A run's latencies as a histogram log that HdrHistogram's own tools read: a line for each interval and operation, tagged with it. What is in it counts towards the run's figures, so the
/// lines of a tag add up to the run's own histogram.
/// </summary>
/// <remarks>Version 1.3 of the format, as https://github.com/HdrHistogram/HdrHistogram (HistogramLogWriter) writes it.</remarks>
public static class HdrLogReport
{
    /// <summary>The end of the tag of service times; that of response times is the operation's name alone.</summary>
    public const string ServiceEnd = ".service";

    /// <summary>Writes the log. An hour of it is some tens of megabytes, so it is never held whole.</summary>
    /// <param name="writer">Where to; its line ends should be LF.</param>
    /// <param name="run">The run.</param>
    /// <param name="intervals">Its intervals, in the order of time.</param>
    public static void Write(TextWriter writer, RunFile run, IEnumerable<IntervalRecord> intervals)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(intervals);
        DateTimeOffset began = run.Environment.StartedAt;
        double seconds = began.ToUnixTimeMilliseconds() / 1000.0;
        writer.WriteLine($"#[Millrace {run.Environment.MillraceVersion}: {OneLine(run.System)} {OneLine(run.Profile)}; values in microseconds, Interval_Max in milliseconds]");
        writer.WriteLine($"#[Tags: the operation's name for response times (due to done), with {ServiceEnd} for service times (sent to done); what was due in warm-up and drain is not here]");
        writer.WriteLine("#[Histogram log format version 1.3]");
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#[StartTime: {seconds:0.000} (seconds since epoch), {began.UtcDateTime:ddd MMM dd HH:mm:ss} UTC {began.UtcDateTime:yyyy}]"));
        writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"#[BaseTime: {seconds:0.000} (seconds since epoch)]"));
        writer.WriteLine("\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"");
        foreach (IntervalRecord interval in intervals.Where(interval => double.IsFinite(interval.AtSeconds) && double.IsFinite(interval.SpanSeconds)))
        {
            foreach ((string name, IntervalOperation operation) in interval.Counted)
            {
                Write(writer, interval, Tag(name), operation.Response);
                Write(writer, interval, Tag(name) + ServiceEnd, operation.Service);
            }
        }
    }

    private static void Write(TextWriter writer, IntervalRecord interval, string tag, IntervalLatency? latency)
    {
        // What is no base64 text would write lines of its own; the decoder that checked it takes white space.
        if (latency is not null && Convert.ToBase64String(Convert.FromBase64String(latency.Histogram)) is var histogram)
        {
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"Tag={tag},{interval.AtSeconds:0.000},{interval.SpanSeconds:0.000},{latency.MaxUs / 1000.0:0.000},{histogram}"));
        }
    }

    // A tag ends at the next comma, and a space ends it for some readers.
    private static string Tag(string name) => name.Length == 0 ? "_" : string.Concat(name.Select(c => c == ',' || char.IsWhiteSpace(c) || char.IsControl(c) ? '_' : c));

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
