using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>Two runs side by side: metric, before, now, factor; the cores stand in the same table, because they explain much of it.</summary>
public static class Comparison
{
    /// <summary>The table, with a remark where the two runs were not made under the same conditions.</summary>
    public static string Render(RunFile before, RunFile now)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        (Headline b, Headline n) = (Headline.Of(before), Headline.Of(now));
        var table = new MarkdownTable("metric", $">before ({Name(before)})", $">now ({Name(now)})", ">factor");
        table.Row("answered rightly", b.Rate, n.Rate, RateFactor(b, n));
        Times("response p50", t => t?.P50Ms, b.Response, n.Response);
        Times("response p99", t => t?.P99Ms, b.Response, n.Response);
        Times("response max", t => t?.MaxMs, b.Response, n.Response);
        Times("service p99", t => t?.P99Ms, b.Service, n.Service);
        Row("loss (lost and indefinite)", Share(before), Share(now), share => share is { } known ? Figures.Share(known, 1) : Figures.None);
        Row("errors", b.Errors, n.Errors, count => Figures.Count((long?)count));
        Row("target CPU time per message", PerMessage(before), PerMessage(now), us => us is { } known ? Figures.Number(known) + " us" : Figures.None);
        Row("target memory, most", before.Target.Usage?.RssBytesMax, now.Target.Usage?.RssBytesMax, Figures.Bytes);
        Row("clients", before.Parameters.Clients, now.Parameters.Clients, count => Figures.Count((long?)count));
        Row("CPU cores", before.Environment.Cores, now.Environment.Cores, count => Figures.Count((long?)count));

        List<string> differences = Differences(before, now);
        return table + Bounds(b, n) + (differences.Count == 0
            ? "\nBoth runs were made under the same conditions (equal fingerprints).\n"
            : $"\nNot under the same conditions: {string.Join("; ", differences)}. The factors show that too, not only a change of the target.\n");

        void Times(string name, Func<LatencySummary?, double?> figure, LatencySummary? left, LatencySummary? right) =>
            Row(name, figure(left), figure(right), Figures.Milliseconds);

        void Row(string name, double? left, double? right, Func<double?, string> print)
        {
            if (left is not null || right is not null)
            {
                table.Row(name, print(left), print(right), left is { } l && right is { } r ? Figures.Factor(l, r) : Figures.None);
            }
        }
    }

    private static string Name(RunFile run) => $"{run.System} {run.Profile}, {run.Environment.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm}";

    // Of the measured part, as thresholds count it.
    private static double? Share(RunFile run) => run.MeasuredAccounting() is { Sent: > 0 } measured ? (double)measured.Loss / measured.Sent : null;

    // A bound on one side bounds the factor too; between two lower bounds nothing can be said.
    private static string RateFactor(Headline before, Headline now)
    {
        string factor = Figures.Factor(before.RatePerSecond, now.RatePerSecond);
        return (before.IsLowerBound, now.IsLowerBound) switch
        {
            _ when factor == Figures.None => factor,
            (true, true) => Figures.None,
            (true, false) => "<= " + factor,
            (false, true) => ">= " + factor,
            _ => factor,
        };
    }

    private static string Bounds(Headline before, Headline now)
    {
        string? which = (before.IsLowerBound, now.IsLowerBound) switch
        {
            (true, true) => "In both runs the generator was the limit: between two lower bounds there is no factor",
            (true, false) => "In the earlier run the generator was the limit: its rate is a lower bound",
            (false, true) => "In this run the generator was the limit: its rate is a lower bound",
            _ => null,
        };
        return which is null ? "" : $"\n{which}, and response and service times include the generator's own.\n";
    }

    private static double? PerMessage(RunFile run)
    {
        long answered = run.Operations.Values.Sum(operation => operation.Ok);
        return run.Target.Usage?.CpuSeconds is { } seconds && answered > 0 ? seconds / answered * 1e6 : null;
    }

    private static List<string> Differences(RunFile before, RunFile now)
    {
        var found = new List<string>();
        if (before.Fingerprint == now.Fingerprint)
        {
            return found;
        }

        Check("system", before.System, now.System);
        Check("profile", before.Profile, now.Profile);
        Check("mode", before.Mode, now.Mode);
        Check("clients", before.Parameters.Clients, now.Parameters.Clients);
        Check("duration", Figures.Seconds(before.Parameters.DurationSeconds), Figures.Seconds(now.Parameters.DurationSeconds));
        Check("load model", before.Parameters.LoadModel.Text, now.Parameters.LoadModel.Text);
        Check("payload", before.Parameters.PayloadBytes, now.Parameters.PayloadBytes);
        Check("target", before.Parameters.Embedded ? "embedded" : before.Parameters.Target, now.Parameters.Embedded ? "embedded" : now.Parameters.Target);
        Check("memory of the target", Figures.Bytes(before.Parameters.TargetMemoryBytes), Figures.Bytes(now.Parameters.TargetMemoryBytes));
        Check("TLS", before.Parameters.Tls, now.Parameters.Tls);
        Check("faults", string.Join("; ", before.Faults.Select(fault => fault.Spec)), string.Join("; ", now.Faults.Select(fault => fault.Spec)));
        Check("CPU", before.Environment.CpuModel, now.Environment.CpuModel);
        Check("cores", before.Environment.Cores, now.Environment.Cores);
        Check("runtime", before.Environment.Runtime, now.Environment.Runtime);
        Check("processors of the target", before.Environment.TargetCpus, now.Environment.TargetCpus);
        Check("processors of the generator", before.Environment.GeneratorCpus, now.Environment.GeneratorCpus);
        if (found.Count == 0)
        {
            found.Add("the fingerprints differ");
        }

        return found;

        void Check(string name, object? left, object? right)
        {
            if (!Equals(left, right))
            {
                found.Add($"{name} {Shown(left)} before, {Shown(right)} now");
            }
        }

        static string Shown(object? value) => value?.ToString() is { Length: > 0 } text ? text : "none";
    }
}
