using System.Globalization;

namespace Millrace.Results;

/// <summary>The folder that one run writes: <c>run.json</c> replaced whole each time, <c>intervals.jsonl</c> appended to. One writer.</summary>
public sealed class RunFolder : IDisposable
{
    /// <summary>The name of the run file.</summary>
    public const string RunName = "run.json";

    /// <summary>The name of the interval log.</summary>
    public const string IntervalsName = "intervals.jsonl";

    /// <summary>The name of the suite file.</summary>
    public const string SuiteName = "suite.json";

    /// <summary>The name of the link to the newest run.</summary>
    public const string LatestName = "latest";

    private FileStream? _intervals;

    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Makes a folder, or takes one that exists and holds no run yet.</summary>
    /// <exception cref="RunFileException">It holds a run already.</exception>
    public static RunFolder Create(string path)
    {
        string full = System.IO.Path.GetFullPath(path);
        foreach (string name in (ReadOnlySpan<string>)[RunName, IntervalsName, SuiteName])
        {
            if (File.Exists(System.IO.Path.Combine(full, name)))
            {
                throw new RunFileException(full, $"it holds {name} of another run; name a new folder, or remove that one");
            }
        }

        Directory.CreateDirectory(full);
        return new RunFolder(full);
    }

    /// <summary>Makes <c>&lt;time&gt;-&lt;system&gt;-&lt;profile&gt;</c> below a folder of results, numbered where that exists already.</summary>
    public static RunFolder CreateIn(string results, DateTimeOffset startedAt, string system, string profile)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{startedAt.UtcDateTime:yyyyMMdd-HHmmss}-{Plain(system)}-{Plain(profile)}");
        for (int number = 1; ; number++)
        {
            string path = System.IO.Path.Combine(results, number == 1 ? name : $"{name}-{number}");
            if (!Directory.Exists(path) && !File.Exists(path))
            {
                return Create(path);
            }
        }
    }

    /// <summary>Writes or replaces <c>run.json</c>; a reader sees the old one or the new one, never a part.</summary>
    public void WriteRun(RunFile run) => Replace(System.IO.Path.Combine(Path, RunName), RunJson.Serialize(run));

    /// <summary>Writes or replaces <c>suite.json</c>, likewise.</summary>
    public void WriteSuite(SuiteFile suite) => Replace(System.IO.Path.Combine(Path, SuiteName), RunJson.Serialize(suite));

    /// <summary>Appends one line to <c>intervals.jsonl</c> and hands it to the operating system.</summary>
    public void AppendInterval(IntervalRecord interval)
    {
        _intervals ??= new FileStream(System.IO.Path.Combine(Path, IntervalsName), FileMode.Append, FileAccess.Write, FileShare.Read);
        _intervals.Write(IntervalLog.ToLine(interval));
        _intervals.Flush();
    }

    /// <summary>
    /// Points <c>latest</c>, beside this folder, at it. False where that cannot be done: something that is not a link has the name, or
    /// links are not allowed here. The run is none the worse for it.
    /// </summary>
    public bool PointLatest()
    {
        string link = System.IO.Path.Combine(Directory.GetParent(Path)!.FullName, LatestName);
        try
        {
            if (new FileInfo(link).LinkTarget is not null)
            {
                RemoveLink(link);
            }
            else if (System.IO.Path.Exists(link))
            {
                return false;
            }

            // Relative, so that the results can be moved or mounted elsewhere.
            Directory.CreateSymbolicLink(link, System.IO.Path.GetFileName(Path));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reads the run at a path: a run's folder or the file itself.</summary>
    /// <exception cref="RunFileException">There is none, or it cannot be read.</exception>
    public static RunFile ReadRun(string path) => RunFolderReader.ReadRun(path);

    /// <summary>Reads the suite at a path: a suite's folder or the file itself.</summary>
    /// <exception cref="RunFileException">There is none, or it cannot be read.</exception>
    public static SuiteFile ReadSuite(string path) => RunFolderReader.ReadSuite(path);

    /// <summary>Reads the interval log of a run's folder, line by line as it is asked for.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="damage">Receives one sentence for each line that was skipped.</param>
    /// <exception cref="RunFileException">There is none, or it cannot be opened.</exception>
    public static IEnumerable<IntervalRecord> ReadIntervals(string folder, ICollection<string> damage) => RunFolderReader.ReadIntervals(folder, damage);

    /// <summary>
    /// Reads what can be read of a run's folder. Where the lab was killed, the run is rebuilt from its interval log, and marked so.
    /// </summary>
    public static RunRecovery Recover(string folder) => RunFolderReader.Recover(folder);

    /// <summary>Closes the interval log.</summary>
    public void Dispose() => _intervals?.Dispose();

    // A link to a folder is a folder to Windows; a link to nothing is a file everywhere.
    private static void RemoveLink(string link)
    {
        if (Directory.Exists(link))
        {
            Directory.Delete(link);
        }
        else
        {
            File.Delete(link);
        }
    }

    internal static void Replace(string path, string text)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }

    private static string Plain(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' ? char.ToLowerInvariant(c) : '-'));
}
