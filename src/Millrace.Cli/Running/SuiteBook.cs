using System.Security.Cryptography;
using System.Text;
using Millrace.Engine;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>What a suite comes to while its runs finish one after another.</summary>
/// <param name="title">The system that all runs drive, or "all".</param>
/// <param name="kind">What the runs differ in.</param>
/// <param name="began">When the suite began.</param>
/// <param name="teller">Who has something to say over all runs; null where nobody has.</param>
internal sealed class SuiteBook(string title, SuiteKind kind, DateTimeOffset began, ISystemUnderLoad? teller)
{
    private readonly List<RunFile> _runs = [];
    private readonly List<SuiteRun> _lines = [];

    /// <summary>The suite so far.</summary>
    public SuiteFile File { get; private set; } = new() { System = title, Kind = kind, StartedAt = began };

    /// <summary>Adds a finished run that lies in a folder of this name.</summary>
    public void Add(string folder, RunFile run, DateTimeOffset now)
    {
        _runs.Add(run);
        _lines.Add(SuiteRun.From(folder, run));
        SuiteStory story = teller?.TellSuite(_runs) ?? SuiteStory.Empty;
        File = File with
        {
            DurationSeconds = (now - began).TotalSeconds,
            Outcome = story.Invariants.Values.Any(count => count > 0) ? VerdictOutcome.Fail : Worst(_lines),
            Runs = [.. _lines],
            Tables = story.Tables.Count > 0 ? story.Tables : null,
            Charts = story.Charts.Count > 0 ? story.Charts : null,
            Invariants = story.Invariants.Count > 0 ? story.Invariants : null,
            Environment = _runs[0].Environment,
            Fingerprint = FingerprintOf(_runs),
        };
    }

    private static string FingerprintOf(IEnumerable<RunFile> runs) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', runs.Select(run => run.Fingerprint)))), 0, 8);

    private static VerdictOutcome Worst(IEnumerable<SuiteRun> runs)
    {
        VerdictOutcome[] order = [VerdictOutcome.Fail, VerdictOutcome.Partial, VerdictOutcome.NotMeasured, VerdictOutcome.Pass];
        return runs.Select(run => run.Outcome).MinBy(outcome => Array.IndexOf(order, outcome));
    }
}
