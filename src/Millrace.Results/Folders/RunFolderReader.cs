using System.Text;

namespace Millrace.Results;

/// <summary>Reads the files of a run's folder and says what is wrong with them.</summary>
internal static class RunFolderReader
{
    // Run files are bounded: series are thinned and histograms compressed. What is longer is none, and is not read into memory to find out.
    private const int MostFileBytes = 64 << 20;

    // A day of five operations has less; what is longer would take minutes to read.
    private const long MostLogBytes = 1L << 30;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static RunFile ReadRun(string path)
    {
        string file = FileAt(path, RunFolder.RunName);
        return RunJson.Deserialize(ReadText(file), file);
    }

    public static SuiteFile ReadSuite(string path)
    {
        string file = FileAt(path, RunFolder.SuiteName);
        return RunJson.DeserializeSuite(ReadText(file), file);
    }

    public static RunRecovery Recover(string folder)
    {
        List<string> damage = [];
        RunFile? run = null;
        try
        {
            run = ReadRun(folder);
        }
        catch (RunFileException e)
        {
            damage.Add(e.Message);
        }

        int intervals = 0;
        RunRebuilding? rebuilding = run?.Verdict.Ending == RunEnding.Running ? new RunRebuilding(run) : null;
        try
        {
            foreach (IntervalRecord interval in ReadIntervals(folder, damage, MostLogBytes))
            {
                intervals++;
                rebuilding?.Add(interval);
            }
        }
        catch (RunFileException e)
        {
            damage.Add(e.Message);
        }

        return new RunRecovery(rebuilding?.Build() ?? run, intervals, damage);
    }

    public static IEnumerable<IntervalRecord> ReadIntervals(string folder, ICollection<string> damage, long most = long.MaxValue)
    {
        string path = Path.Combine(folder, RunFolder.IntervalsName);
        return Opened();

        IEnumerable<IntervalRecord> Opened()
        {
            using FileStream log = Open(path);
            foreach (IntervalRecord interval in IntervalLog.Read(log, path, damage))
            {
                yield return interval;
                if (log.Position > most)
                {
                    damage.Add($"{path}: only its first {most >> 20} MiB were read.");
                    yield break;
                }
            }
        }
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFileException(path, Missing(e) ? "there is no such file" : $"it cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static string FileAt(string path, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Directory.Exists(path) ? Path.Combine(path, name) : path;
    }

    internal static string ReadText(string file)
    {
        try
        {
            ReadOnlySpan<byte> bytes = ReadBounded(file);
            return StrictUtf8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new RunFileException(file, $"it is not UTF-8 text: the byte at {e.Index} does not belong there", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunFileException(file, Missing(e) ? "there is no such file; name a run's folder or its file" : $"it cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    // The length that a file says it has is not to be relied on: a device says 0.
    private static byte[] ReadBounded(string file)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[Math.Min(stream.CanSeek ? stream.Length : 0, MostFileBytes) + 1];
        int length = 0;
        while (length <= MostFileBytes)
        {
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, Math.Min(2 * length, MostFileBytes + 1));
            }

            int read = stream.Read(bytes, length, bytes.Length - length);
            if (read == 0)
            {
                return bytes[..length];
            }

            length += read;
        }

        throw new RunFileException(file, $"it is longer than {MostFileBytes >> 20} MiB, which no run file is; name a run's folder or its file");
    }

    private static bool Missing(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;
}
