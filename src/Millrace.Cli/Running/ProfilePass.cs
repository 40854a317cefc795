using Millrace.Engine;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>
/// --profile-target: a second run after the measured one, in which the target is sampled. Its tables go into the measured run's file; its own figures stay in a folder of their own,
/// marked as not for comparison, because sampling slows the target.
/// </summary>
internal static class ProfilePass
{
    public const string Folder = "profile";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>The same load for at most ten seconds, without faults and thresholds: a profile is of what the target does when nothing disturbs it.</summary>
    public static Scenario Of(Scenario measured) => measured with
    {
        ProfileTarget = true,
        Duration = measured.Duration < Longest ? measured.Duration : Longest,
        Faults = [],
        Thresholds = [],
    };

    /// <summary>The measured run with what the pass found.</summary>
    public static RunFile Join(RunFile measured, RunFile pass)
    {
        string about = $"Sampled in a pass of its own after the measured run: the same load for {Durations.Format(TimeSpan.FromSeconds(pass.Parameters.DurationSeconds))}, {Rate(pass)} answered then, {Rate(measured)} when measured. "
            + $"The pass lies in {Folder}/ with all its samples (target.nettrace); its figures are not for comparison.";
        ResultTable[] tables = [.. pass.Tables.Where(table => table.Name.StartsWith("profile-", StringComparison.Ordinal)).Select(table => table with { Remark = $"{about}\n\n{table.Remark}" })];
        return tables.Length > 0
            ? measured with { Tables = [.. measured.Tables, .. tables] }
            : Failed(measured, pass.Findings is [var first, ..] ? first.Text : "the pass found nothing");
    }

    /// <summary>The measured run with why there is no profile.</summary>
    public static RunFile Failed(RunFile measured, string why) => measured with
    {
        Findings = [.. measured.Findings, new Finding { Severity = FindingSeverity.Warning, Text = $"--profile-target: there is no profile. {why.TrimEnd('.')}." }],
    };

    /// <summary>Puts the joined run in the place of the measured one, whole at any time.</summary>
    public static void Replace(string folder, RunFile run)
    {
        string path = Path.Combine(folder, RunFolder.RunName);
        File.WriteAllText(path + ".new", RunJson.Serialize(run));
        File.Move(path + ".new", path, overwrite: true);
    }

    private static string Rate(RunFile run) => string.Create(Words.Invariant, $"{run.Operations.Values.Sum(operation => operation.RatePerSecond):#,0} a second");
}
