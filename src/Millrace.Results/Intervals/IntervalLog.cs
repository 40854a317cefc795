using System.Text.Json;

namespace Millrace.Results;

/// <summary>The lines of <c>intervals.jsonl</c>: one JSON object each, so that a killed lab loses at most the last one.</summary>
public static class IntervalLog
{
    /// <summary>An interval as one line, its end included, in UTF-8.</summary>
    public static byte[] ToLine(IntervalRecord interval)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(interval, RunJsonTypes.Interval);
        return [.. json, (byte)'\n'];
    }

    /// <summary>Reads every line that can be read; what cannot is skipped and said, with its line number.</summary>
    /// <param name="log">The log's bytes.</param>
    /// <param name="path">Where they came from, for the messages.</param>
    /// <param name="damage">Receives one sentence for each line that was skipped.</param>
    public static IReadOnlyList<IntervalRecord> Read(ReadOnlySpan<byte> log, string path, ICollection<string> damage)
    {
        ArgumentNullException.ThrowIfNull(damage);
        List<IntervalRecord> intervals = [];
        for (int line = 1; log.Length > 0; line++)
        {
            int end = log.IndexOf((byte)'\n');
            if (end < 0)
            {
                // The lab was killed while it wrote: even if this happens to be whole JSON, its end was never confirmed.
                damage.Add($"{path}: line {line} is cut off after {log.Length} bytes and was left out.");
                break;
            }

            if (ReadLine(log[..end], out string? fault) is { } interval)
            {
                intervals.Add(interval);
            }
            else
            {
                damage.Add($"{path}: line {line} was left out: {fault}.");
            }

            log = log[(end + 1)..];
        }

        return intervals;
    }

    private static IntervalRecord? ReadLine(ReadOnlySpan<byte> line, out string? fault)
    {
        try
        {
            IntervalRecord? interval = JsonSerializer.Deserialize(line, RunJsonTypes.Interval);
            fault = interval is null ? "it is null" : CheckHistograms(interval);
            return fault is null ? interval : null;
        }
        catch (JsonException e)
        {
            fault = $"it is not whole and valid ({RunFileException.Reason(e)}, byte {e.BytePositionInLine + 1})";
            return null;
        }
    }

    // Decoded here, so that whoever merges the intervals later meets no surprise.
    private static string? CheckHistograms(IntervalRecord interval)
    {
        foreach ((string name, IntervalOperation operation) in interval.Operations)
        {
            if (operation is null)
            {
                return $"its operation \"{name}\" is null";
            }

            try
            {
                operation.Response?.ToHistogram();
                operation.Service?.ToHistogram();
                operation.Lateness?.ToHistogram();
            }
            catch (FormatException e)
            {
                return $"a histogram of its operation \"{name}\" is damaged ({e.Message.TrimEnd('.')})";
            }
        }

        return null;
    }
}
