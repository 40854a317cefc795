using System.Runtime.InteropServices;
using Millrace.Reports;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Finds the runs of a folder. Of each only some hundred bytes stay in memory, and what was read once is kept in an index beside the runs.</summary>
internal static class HistoryReader
{
    /// <summary>The index: a line for each run file that was read. It may be deleted at any time, and damage in it costs nothing but time.</summary>
    public const string IndexName = "history.jsonl";

    // Fewer are read in a moment, and nobody wants a file for them.
    private const int WorthAnIndex = 50;

    private const int Progress = 500;

    /// <summary>The folder itself, the folders in it, and the runs of the suites among them. A run that cannot be read is left out and named.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="last">The most runs of a group that are shown.</param>
    /// <param name="say">Hears of progress where there are many runs.</param>
    /// <exception cref="ComplaintException">There is no such folder, or no run in it.</exception>
    public static HistoryFile Read(string folder, int last = HistoryFile.Shown, Action<string>? say = null)
    {
        if (!Directory.Exists(folder))
        {
            throw new ComplaintException(Complaint.Usage("there is no such folder", folder, "name a folder of runs, such as results"));
        }

        var runs = new List<HistoryIndexLine>();
        var leftOut = new List<string>();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            string[] places = [.. Places(folder)];
            Dictionary<string, HistoryIndexLine> known = ReadIndex(Path.Combine(folder, IndexName), [.. places.Select(place => Path.GetRelativePath(folder, place))], Pool);
            int fresh = 0;
            for (int i = 0; i < places.Length; i++)
            {
                if (i > 0 && i % Progress == 0)
                {
                    say?.Invoke(string.Create(Words.Invariant, $"{folder}: {i:#,0} of {places.Length:#,0} runs, {fresh:#,0} read anew"));
                }

                string name = Path.GetRelativePath(folder, places[i]);
                var file = new FileInfo(Path.Combine(places[i], RunFolder.RunName));
                if (known.TryGetValue(name, out HistoryIndexLine? line) && line.Length == file.Length && line.Modified == file.LastWriteTimeUtc.Ticks)
                {
                    runs.Add(line);
                    continue;
                }

                try
                {
                    runs.Add(HistoryIndexLine.Of(file.Length, file.LastWriteTimeUtc.Ticks, HistoryEntry.Of(name, RunFolder.ReadRun(places[i])).Pooled(Pool)));
                    fresh++;
                }
                catch (RunFileException unreadable)
                {
                    leftOut.Add($"{name}: {unreadable.Message.TrimEnd('.')}");
                }
            }

            if (fresh >= WorthAnIndex)
            {
                WriteIndex(Path.Combine(folder, IndexName), runs, say);
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new ComplaintException(Complaint.Usage($"the folder cannot be read: {cause.Message.TrimEnd('.')}", folder, "name a folder of runs that you may read"));
        }

        return runs.Count > 0
            ? HistoryFile.Of(runs.Select(line => line.Entry), leftOut, last)
            : throw new ComplaintException(Complaint.Usage(
                leftOut.Count > 0 ? $"none of its {leftOut.Count} runs can be read: {leftOut[0]}" : "there is no run in it", folder, "name a folder of runs, such as results"));

        string Pool(string text)
        {
            ref string? kept = ref CollectionsMarshal.GetValueRefOrAddDefault(texts, text, out _);
            return kept ??= text;
        }
    }

    // Line by line, and of runs that are there only: the index may have a million lines of runs that are long gone.
    private static Dictionary<string, HistoryIndexLine> ReadIndex(string path, HashSet<string> wanted, Func<string, string> pool)
    {
        var known = new Dictionary<string, HistoryIndexLine>(StringComparer.Ordinal);
        if (!File.Exists(path))
        {
            return known;
        }

        try
        {
            using StreamReader index = new(path);
            foreach (string text in ShortLines.Of(index, HistoryIndexLine.Longest))
            {
                if (HistoryIndexLine.Parse(text) is { } line && wanted.Contains(line.Entry.Row.Folder))
                {
                    known[line.Entry.Row.Folder] = line with { Reader = HistoryIndexLine.Current, Entry = line.Entry.Pooled(pool) };
                }
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            known.Clear(); // Then every run is read.
        }

        return known;
    }

    // The index is a convenience: where it cannot be written, the next history takes as long as this one.
    private static void WriteIndex(string path, List<HistoryIndexLine> runs, Action<string>? say)
    {
        try
        {
            string temporary = path + ".tmp";
            File.WriteAllLines(temporary, runs.Select(line => line.ToLine()));
            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            say?.Invoke($"the index {path} cannot be written, so the next history reads every run again: {cause.Message.TrimEnd('.')}");
        }
    }

    private static IEnumerable<string> Places(string folder)
    {
        if (IsRun(folder))
        {
            yield return folder;
        }

        foreach (string place in Inside(folder))
        {
            // A suite's own file lies beside its runs' folders; a run's folder may hold that of its profiling pass, which does not count.
            foreach (string run in IsRun(place) ? [place] : File.Exists(Path.Combine(place, RunFolder.SuiteName)) ? Inside(place).Where(IsRun) : [])
            {
                yield return run;
            }
        }
    }

    // Links are other names of what is found anyway: results/latest.
    private static IEnumerable<string> Inside(string folder) =>
        Directory.EnumerateDirectories(folder).Where(place => new DirectoryInfo(place).LinkTarget is null).Order(StringComparer.Ordinal);

    private static bool IsRun(string place) => File.Exists(Path.Combine(place, RunFolder.RunName));
}
