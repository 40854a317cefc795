using Millrace.Reports.Comparing;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Reads one side of a comparison: a run's folder or file, a suite's folder, or a baseline file.</summary>
internal static class SampleReader
{
    // Below this, reading takes less time than saying so.
    private const long WorthSaying = 64 << 20;

    private const int MostWarnings = 3;

    /// <summary>The samples at a path. Of a single run its seconds are read too, so that it can be cut into blocks.</summary>
    /// <param name="path">A run's or suite's folder, a run.json or suite.json, or a baseline file.</param>
    /// <param name="say">Hears of progress and of lines that were left out.</param>
    /// <param name="alone">False where the run is one of several that repeat each other, whose seconds nobody needs.</param>
    /// <exception cref="RunFileException">There is nothing that can be read.</exception>
    public static IReadOnlyList<SampleSet> Read(string path, Action<string> say, bool alone = true)
    {
        string? folder = Directory.Exists(path) ? path : Path.GetFileName(path) is RunFolder.RunName or RunFolder.SuiteName ? Path.GetDirectoryName(Path.GetFullPath(path)) : null;
        if (folder is null)
        {
            return File.Exists(path) && IsBaseline(path) ? BaselineFile.Read(path).Sets : [Sampling.Of(RunFolder.ReadRun(path))];
        }

        if (Path.GetFileName(path) == RunFolder.RunName || !File.Exists(Path.Combine(folder, RunFolder.SuiteName)))
        {
            RunFile run = RunFolder.ReadRun(folder);
            return [alone ? Of(folder, run, say) : Sampling.Of(run)];
        }

        SuiteFile suite = RunFolder.ReadSuite(folder);
        if (suite.Runs.Count == 0)
        {
            throw new RunFileException(Path.Combine(folder, RunFolder.SuiteName), "it names no run");
        }

        alone &= suite.Kind != SuiteKind.Repeats;
        var sets = new List<SampleSet>();
        foreach (SuiteRun named in suite.Runs)
        {
            string place = Inside(folder, named.Folder);
            if (sets.Count > 0 && sets.Count % 100 == 0)
            {
                say($"{folder}: {sets.Count} of {suite.Runs.Count} runs read");
            }

            RunFile run = RunFolder.ReadRun(place);
            sets.Add(alone ? Of(place, run, say) : Sampling.Of(run));
        }

        return sets;
    }

    // A suite may be a stranger's: it names folders below its own, and no others.
    private static string Inside(string folder, string name)
    {
        string root = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar;
        string place = name.Contains('\0', StringComparison.Ordinal) ? "" : Path.GetFullPath(Path.Combine(root, name));
        return place.StartsWith(root, StringComparison.Ordinal) ? place : throw new RunFileException(Path.Combine(folder, RunFolder.SuiteName), $"it names a run outside its folder (\"{name}\")");
    }

    /// <summary>The samples of a run that lies in a folder, with its seconds where they are there.</summary>
    public static SampleSet Of(string folder, RunFile run, Action<string> say)
    {
        string path = Path.Combine(folder, RunFolder.IntervalsName);
        if (!File.Exists(path))
        {
            return Sampling.Of(run);
        }

        var blocks = new RunBlocks();
        var damage = new List<string>();
        int warnings = 0;
        try
        {
            using FileStream log = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            long said = 0;
            foreach (IntervalRecord interval in IntervalLog.Read(log, path, damage, decode: false))
            {
                Told();
                try
                {
                    blocks.Add(interval);
                }
                catch (FormatException damaged)
                {
                    Warn(FormattableString.Invariant($"{path}: the second at {interval.AtSeconds:0.###} s was left out: {damaged.Message}"));
                }

                if (log.Position - said >= WorthSaying)
                {
                    said = log.Position;
                    say(FormattableString.Invariant($"{path}: {100.0 * said / log.Length:0} % read"));
                }
            }

            Told();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new RunFileException(path, $"it cannot be read ({cause.Message.TrimEnd('.')})", cause);
        }

        return Sampling.Of(run, blocks);

        void Told()
        {
            damage.ForEach(Warn);
            damage.Clear();
        }

        void Warn(string fault)
        {
            if (++warnings <= MostWarnings)
            {
                say("warning: " + fault);
            }
            else if (warnings == MostWarnings + 1)
            {
                say($"warning: {path}: more lines were left out");
            }
        }
    }

    // The schema is the first key that we write; a file of somebody else is then refused by the reader of runs, which says what it found.
    private static bool IsBaseline(string path)
    {
        try
        {
            using StreamReader text = new(path);
            char[] head = new char[200];
            return new string(head, 0, text.ReadBlock(head)).Contains("\"millrace-baseline/", StringComparison.Ordinal);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new RunFileException(path, $"it cannot be read ({cause.Message.TrimEnd('.')})", cause);
        }
    }
}
