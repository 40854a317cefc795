using System.Security.Cryptography;
using System.Text;
using Millrace.Engine;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>What a suite comes to while its runs finish one after another.</summary>
internal sealed class SuiteBook(ISystemUnderLoad system, SuiteKind kind, DateTimeOffset began)
{
    private readonly List<RunFile> _runs = [];
    private readonly List<SuiteRun> _lines = [];

    /// <summary>The suite so far.</summary>
    public SuiteFile File { get; private set; } = new() { System = system.Info.Name, Kind = kind, StartedAt = began };

    /// <summary>Adds a finished run that lies in a folder of this name.</summary>
    public void Add(string folder, RunFile run, DateTimeOffset now)
    {
        _runs.Add(run);
        _lines.Add(SuiteRun.From(folder, run));
        SuiteStory story = kind == SuiteKind.Profiles ? system.TellSuite(_runs) : SuiteStory.Empty;
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
