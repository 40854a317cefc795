using System.Text;

namespace Millrace.Results;

/// <summary>Reads the files of a run's folder and says what is wrong with them.</summary>
internal static class RunFolderReader
{
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

        IReadOnlyList<IntervalRecord> intervals = ReadIntervals(folder, damage);
        if (run?.Verdict.Ending == RunEnding.Running)
        {
            run = RunRebuilding.Rebuild(run, intervals);
        }

        return new RunRecovery(run, intervals, damage);
    }

    private static IReadOnlyList<IntervalRecord> ReadIntervals(string folder, List<string> damage)
    {
        string path = Path.Combine(folder, RunFolder.IntervalsName);
        try
        {
            return IntervalLog.Read(File.ReadAllBytes(path), path, damage);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            damage.Add(Missing(e) ? $"{path}: there is no such file." : $"{path}: it cannot be read ({e.Message.TrimEnd('.')}).");
            return [];
        }
    }

    private static string FileAt(string path, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Directory.Exists(path) ? Path.Combine(path, name) : path;
    }

    private static string ReadText(string file)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(file);
            ReadOnlySpan<byte> text = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes;
            return StrictUtf8.GetString(text);
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

    private static bool Missing(Exception e) => e is FileNotFoundException or DirectoryNotFoundException;
}
