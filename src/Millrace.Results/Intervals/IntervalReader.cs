using System.Text.Json;

namespace Millrace.Results;

/// <summary>
/// Reads an interval log of any length line by line, in memory that does not grow with it. Its histograms are not decoded here: who needs one does, and counts a damaged one as damage.
/// </summary>
public static class IntervalReader
{
    /// <summary>The longest line that is read, in bytes; an interval of a hundred operations has some hundred thousand.</summary>
    public const int LongestLine = 64 << 20;

    private const int Step = 64 << 10;

    /// <summary>Every line that can be read, in order.</summary>
    /// <param name="log">Read from where it stands to its end; not closed.</param>
    /// <param name="path">Where it came from, for the messages.</param>
    /// <param name="damage">Receives a sentence for each line that was skipped.</param>
    /// <exception cref="RunFileException">A line is longer than <see cref="LongestLine"/>: it is no interval log.</exception>
    public static IEnumerable<IntervalRecord> Read(Stream log, string path, Action<string> damage)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(damage);
        byte[] buffer = new byte[Step];
        int held = 0;
        long line = 0;
        while (true)
        {
            if (held == buffer.Length)
            {
                if (buffer.Length >= LongestLine)
                {
                    throw new RunFileException(path, $"line {line + 1} is longer than {LongestLine >> 20} MiB: it is no interval log");
                }

                Array.Resize(ref buffer, 2 * buffer.Length);
            }

            int read = log.Read(buffer, held, buffer.Length - held);
            if (read == 0)
            {
                break;
            }

            held += read;
            int start = 0;
            for (int end; (end = Array.IndexOf(buffer, (byte)'\n', start, held - start)) >= 0; start = end + 1)
            {
                line++;
                if (Parse(buffer.AsSpan(start, end - start), out string? fault) is { } interval)
                {
                    yield return interval;
                }
                else
                {
                    damage($"{path}: line {line} was left out: {fault}.");
                }
            }

            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
        }

        if (held > 0)
        {
            damage($"{path}: line {line + 1} is cut off after {held} bytes and was left out.");
        }
    }

    private static IntervalRecord? Parse(ReadOnlySpan<byte> line, out string? fault)
    {
        fault = null;
        try
        {
            IntervalRecord? interval = JsonSerializer.Deserialize(line, RunJsonTypes.Interval);
            fault = interval is null ? "it is null" : interval.Operations.Values.Any(operation => operation is null) ? "an operation is null" : null;
            return fault is null ? interval : null;
        }
        catch (JsonException e)
        {
            fault = $"it is not whole and valid ({RunFileException.Reason(e)}, byte {e.BytePositionInLine + 1})";
            return null;
        }
    }
}
