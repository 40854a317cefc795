using System.Text;
using Millrace.Reports.Markdown;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>The summary of a run that fits on a screen: the verdict first, then figures, account and the generator's own verdict.</summary>
public static class TextReport
{
    /// <summary>The summary, with LF line ends.</summary>
    public static string Render(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var text = new StringBuilder();
        text.Append(VerdictLine(run)).Append('\n');
        if (Phrases.Ending(run) is { } ending)
        {
            text.Append(ending).Append('\n');
        }

        foreach (string reason in run.Verdict.Reasons)
        {
            text.Append("  - ").Append(reason).Append('\n');
        }

        text.Append('\n').Append(Times(run)).Append('\n');
        foreach (string identity in AccountingSection.Identities(run.Accounting))
        {
            text.Append("  ").Append(identity).Append('\n');
        }

        Judgements(text, run);
        text.Append('\n').Append("generator: ").Append(Phrases.Of(run.Generator.Verdict)).Append(". ").Append(Phrases.Meaning(run.Generator)).Append('\n');
        foreach (string reason in run.Generator.Reasons)
        {
            text.Append("  - ").Append(reason).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The one line that `--quiet` leaves.</summary>
    public static string VerdictLine(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        Headline headline = Headline.Of(run);
        string times = headline.Response is { } response
            ? $", p50 {Figures.Milliseconds(response.P50Ms)}, p99 {Figures.Milliseconds(response.P99Ms)}, max {Figures.Milliseconds(response.MaxMs)}"
            : "";
        Accounting a = run.Accounting;
        string more = (a.Indefinite > 0 ? $", indefinite {Figures.Count(a.Indefinite)}" : "") + (a.Dropped > 0 ? $", dropped {Figures.Count(a.Dropped)}" : "");
        return $"{Phrases.Of(run.Verdict.Outcome)}  {run.System} {run.Profile}: {headline.Rate}{times}, lost {Figures.Count(a.Lost)} of {Figures.Count(a.Sent)}{more}";
    }

    /// <summary>A line for each fault of a run: who noticed it when, and when everyone worked again.</summary>
    public static IReadOnlyList<string> FaultLines(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return [.. run.Faults.Select(Line)];
    }

    private static string Line(FaultResult fault)
    {
        string came = fault.Failure is { } failure ? $"did not work: {failure}"
            : $"noticed after {Figures.Milliseconds(fault.DetectMs)}, everyone works again {Figures.Milliseconds(fault.RecoverLastMs)} after its end";
        return $"{fault.Spec}: {came}" + (fault.Storm is { } storm
            ? $"; {Figures.Count(storm.Disconnected)} clients disconnected, all back {Figures.Milliseconds(storm.BackLastMs)}, never back {Figures.Count(storm.NeverBack)}, refused twice {Figures.Count(storm.RefusedTwice)}"
            : "");
    }

    private static string Times(RunFile run)
    {
        Headline headline = Headline.Of(run);
        var table = new TextTable();
        table.Row("operation", "ok", "ok/s", "errors", "time (ms)", "p50", "p90", "p99", "p99.9", "max");
        foreach ((string name, OperationResult operation) in run.Operations)
        {
            string[] head = [name, Figures.Count(operation.Ok), headline.Bounded(operation.RatePerSecond).Replace("/s", "", StringComparison.Ordinal), Figures.Count(operation.Errors.Values.Sum())];
            Row(table, head, "response", operation.Response);
            Row(table, ["", "", "", ""], "service", operation.Service);
        }

        return table.ToString();
    }

    private static void Row(TextTable table, string[] head, string kind, LatencySummary? times) => table.Row([
        .. head, kind, Figures.Number(times?.P50Ms), Figures.Number(times?.P90Ms), Figures.Number(times?.P99Ms),
        Figures.Number(times?.P999Ms), Figures.Number(times?.MaxMs)]);

    private static void Judgements(StringBuilder text, RunFile run)
    {
        foreach ((int at, string line) in FaultLines(run).Index())
        {
            text.Append(at == 0 ? "\n" : "").Append("  ").Append(line).Append('\n');
        }

        if (run.Proxy is { } proxy)
        {
            text.Append("\nfault proxy in the path: ").Append(ProxySection.Added(proxy)).Append(proxy.Exit is { } exit ? $"; it {exit} before the run was over" : "").Append('\n');
        }

        var table = new TextTable();
        foreach (ThresholdResult threshold in run.Thresholds)
        {
            table.Row(threshold.Expression, JudgementSection.Observed(threshold), Phrases.Of(threshold.Outcome));
        }

        foreach ((string name, long violations) in run.Invariants.Where(invariant => invariant.Value > 0))
        {
            table.Row($"invariant {name}", $"{Figures.Count(violations)} violations", "FAIL");
        }

        string rows = table.ToString();
        if (rows.Length > 0)
        {
            text.Append('\n').Append(rows);
        }

        Finding[] loud = [.. run.Findings.Where(finding => finding.Severity > FindingSeverity.Info).OrderByDescending(finding => finding.Severity)];
        foreach (Finding finding in loud)
        {
            text.Append(finding == loud[0] ? "\n" : "").Append(finding.Severity == FindingSeverity.Problem ? "problem: " : "warning: ").Append(finding.Text).Append('\n');
        }
    }
}
