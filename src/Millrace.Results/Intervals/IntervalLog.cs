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

    // Of an interval of a hundred operations; what is longer is no interval, and is not read into memory to find out.
    private const int MostLineBytes = 16 << 20;

    // Of a file that is something else, every line is wrong; a person needs to hear so once.
    private const int MostDamage = 20;

    /// <summary>Reads every line that can be read; what cannot is skipped and said, with its line number.</summary>
    /// <param name="log">The log's bytes.</param>
    /// <param name="path">Where they came from, for the messages.</param>
    /// <param name="damage">Receives one sentence for each line that was skipped, and after twenty of them their count.</param>
    public static IReadOnlyList<IntervalRecord> Read(ReadOnlySpan<byte> log, string path, ICollection<string> damage)
    {
        using MemoryStream stream = new(log.ToArray());
        return [.. Read(stream, path, damage)];
    }

    /// <summary>The same of a stream, line by line as they are asked for, in memory that does not grow with it.</summary>
    /// <param name="log">Read from where it stands to its end; not closed.</param>
    /// <param name="path">Where it came from, for the messages.</param>
    /// <param name="damage">As above; whoever reads a long log takes from it what was said as it comes.</param>
    /// <param name="decode">False where the caller decodes the histograms, all that it needs, and takes a damaged one for damage itself.</param>
    public static IEnumerable<IntervalRecord> Read(Stream log, string path, ICollection<string> damage, bool decode = true)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(damage);
        return ReadAll(log, path, damage, decode);
    }

    private static IEnumerable<IntervalRecord> ReadAll(Stream log, string path, ICollection<string> damage, bool decode)
    {
        int skipped = 0;
        int line = 1;
        byte[] buffer = new byte[1 << 16];
        int length = 0;
        for (bool ended = false; !ended;)
        {
            int read = log.Read(buffer, length, buffer.Length - length);
            ended = read == 0;
            int searched = length;
            length += read;
            int start = 0;
            for (int end; (end = buffer.AsSpan(searched, length - searched).IndexOf((byte)'\n')) >= 0; line++)
            {
                end += searched;
                if (ReadLine(buffer.AsSpan(start, end - start), decode, out string? fault) is { } interval)
                {
                    yield return interval;
                }
                else if (++skipped <= MostDamage)
                {
                    damage.Add($"{path}: line {line} was left out: {fault}.");
                }

                searched = start = end + 1;
            }

            length -= start;
            buffer.AsSpan(start, length).CopyTo(buffer);
            if (length == MostLineBytes)
            {
                damage.Add($"{path}: line {line} is longer than {MostLineBytes >> 20} MiB, which no interval is; it and what follows were left out.");
                break;
            }

            if (ended && length > 0)
            {
                // The lab was killed while it wrote: even if this happens to be whole JSON, its end was never confirmed.
                damage.Add($"{path}: line {line} is cut off after {length} bytes and was left out.");
            }
            else if (length == buffer.Length)
            {
                Array.Resize(ref buffer, 2 * length);
            }
        }

        if (skipped > MostDamage)
        {
            damage.Add($"{path}: {skipped - MostDamage} further lines were left out.");
        }
    }

    private static IntervalRecord? ReadLine(ReadOnlySpan<byte> line, bool decode, out string? fault)
    {
        try
        {
            IntervalRecord? interval = JsonSerializer.Deserialize(line, RunJsonTypes.Interval);
            fault = interval is null ? "it is null" : Check(interval, decode);
            return fault is null ? interval : null;
        }
        catch (JsonException e)
        {
            fault = $"it is not whole and valid ({RunFileException.Reason(e)}, byte {e.BytePositionInLine + 1})";
            return null;
        }
    }

    // Decoded here, so that whoever merges the intervals later meets no surprise.
    private static string? Check(IntervalRecord interval, bool decode)
    {
        foreach ((string name, IntervalOperation operation) in interval.Carried is { } carried ? interval.Operations.Concat(carried) : interval.Operations)
        {
            if (operation is null)
            {
                return $"its operation \"{name}\" is null";
            }

            if (!decode)
            {
                continue;
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
