using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>How rate and latency of a sweep grow with the clients, a line for each number of the target's cores.</summary>
internal static class SweepCharts
{
    public const string Prefix = "sweep-";

    private static readonly string[] Tones = ["main", "second", "third", "fourth", "fifth"];

    public static IEnumerable<Chart> Of(SuiteFile suite)
    {
        double[] clients = [.. suite.Runs.Select(run => (double)run.Clients).Distinct().Order()];
        var cores = suite.Runs.GroupBy(run => run.TargetCores).OrderBy(group => group.Key).ToArray();
        if (clients.Length < 2)
        {
            yield break;
        }

        yield return Curve("rate", "Throughput over clients", "answered rightly per second", "rate", run => run.RatePerSecond) with { Limits = [] };
        yield return Curve("p95", "Response time over clients", "p95", "ms", run => run.P95Ms);

        Chart Curve(string id, string title, string axis, string format, Func<SuiteRun, double?> figure) => new()
        {
            Id = Prefix + id,
            Title = title,
            Axis = axis,
            Format = format,
            Kind = ChartKind.Curve,
            X = clients,
            XAxis = "clients",
            Lines = [.. cores.Select((group, at) => new ChartLine(
                group.Key is { } known ? $"{known} core{(known == 1 ? "" : "s")}" : axis, Tones[at % Tones.Length],
                [.. clients.Select(each => group.FirstOrDefault(run => run.Clients == each) is { } run ? figure(run) : null)]))],
        };
    }
}
