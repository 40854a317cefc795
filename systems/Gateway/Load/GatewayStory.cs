using System.Globalization;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Gateway.Load;

/// <summary>The gateway's own tables and findings, computed from the run.</summary>
internal static class GatewayStory
{
    public const string Misrouted = "misrouted";
    public const string Unreadable = "unreadable";
    public const string Evicted = "evicted";

    public static void Tell(RunStory story)
    {
        RunFile run = story.Run;
        Accounting measured = run.MeasuredAccounting();
        bool isRead = story.Scenario.Parameters.GetValueOrDefault(GatewayModes.Read) != "false";
        double seconds = Math.Max(story.MeasuredSeconds, 1e-9);
        double sent = measured.Sent / seconds;
        double received = measured.Received / seconds;
        // Where nobody reads, no message is ever answered, and that says nothing about the target.
        double lossPercent = measured.Sent == 0 || !isRead ? double.NaN : 100.0 * measured.Loss / measured.Sent;
        LatencySummary? response = run.Operations.GetValueOrDefault("echo")?.Response;
        story.Invariants["no-misrouted-messages"] = story.Metric(Misrouted);
        story.Invariants["no-unreadable-messages"] = story.Metric(Unreadable);
        story.Invariants["no-corrupted-messages"] = run.Accounting.Corrupted;
        story.Invariants["no-duplicated-messages"] = run.Accounting.Duplicated;
        story.Tables.Add(Summary(run, seconds, sent, received, response, lossPercent));
        if (run.Mode == GatewayModes.Blast)
        {
            story.Tables.Add(Ingestion(measured, seconds, sent));
        }

        if (!isRead)
        {
            story.Guides.Clear();
        }

        if (measured.Sent == 0)
        {
            return;
        }

        Throughput(story, sent, received, response);
        Tail(story, response);
        if (isRead)
        {
            Loss(story, measured, lossPercent);
        }
        else
        {
            Evictions(story);
        }

        Saturation(story);
    }

    private static ResultTable Summary(RunFile run, double seconds, double sent, double received, LatencySummary? response, double lossPercent) => new()
    {
        Name = "summary",
        Title = "Results summary",
        Columns =
        [
            new("Test"), new("Clients"), new("Mode"), new("Duration", "s"), new("Msg/s (sent)", "/s"), new("Msg/s (recv)", "/s"),
            new("p50", "ms"), new("p99", "ms"), new("Loss", "%"),
        ],
        Rows =
        [
            [
                run.Profile, run.Parameters.Clients, run.Mode, Math.Round(seconds, 3), sent, received,
                response is null ? default : new TableCell(response.P50Ms), response is null ? default : new TableCell(response.P99Ms),
                double.IsNaN(lossPercent) ? default : new TableCell(lossPercent),
            ],
        ],
        Remark = "Measured phases only; latencies are response times.",
    };

    private static ResultTable Ingestion(Accounting measured, double seconds, double sent) => new()
    {
        Name = "ingestion",
        Title = "Ingestion",
        Columns = [new("Messages handed over"), new("Duration", "s"), new("Ingestion", "/s")],
        Rows = [[measured.Sent, Math.Round(seconds, 3), sent]],
        Remark = "Messages handed to the connections, per second; what still waited in a connection's own queue at the end is among them.",
    };

    private static void Throughput(RunStory story, double sent, double received, LatencySummary? response)
    {
        // With a generator that was the limit, the target could have taken more.
        string bound = story.Run.Generator.Verdict == GeneratorVerdict.GeneratorLimited ? ">= " : "";
        story.Find(
            FindingSeverity.Info,
            response is null
                ? Text($"{story.Scenario.Clients} clients sent {bound}{sent:#,0} messages a second; none was answered.")
                : Text($"{story.Scenario.Clients} clients sent {bound}{sent:#,0} messages a second and received {bound}{received:#,0} a second, p50 {response.P50Ms:0.00} ms."),
            ("sentPerSecond", sent), ("receivedPerSecond", received));
    }

    private static void Tail(RunStory story, LatencySummary? response)
    {
        if (response is not null && response.P50Ms > 0)
        {
            double times = response.P99Ms / response.P50Ms;
            story.Find(
                times > 10 ? FindingSeverity.Warning : FindingSeverity.Info,
                Text($"The 99th percentile is {response.P99Ms:0.00} ms, {times:0.0} times the median; the longest wait was {response.MaxMs:0.0} ms."),
                ("p50Ms", response.P50Ms), ("p99Ms", response.P99Ms), ("maxMs", response.MaxMs));
        }
    }

    private static void Evictions(RunStory story)
    {
        long evicted = story.Metric(Evicted);
        story.Find(
            evicted == story.Scenario.Clients ? FindingSeverity.Info : FindingSeverity.Warning,
            Text($"{evicted} of {story.Scenario.Clients} clients that never read were disconnected by the server. All of them should be, once its policy for slow clients applies; their messages count as indefinite, because nobody reads the answers."),
            ("evicted", evicted), ("clients", story.Scenario.Clients));
    }

    private static void Loss(RunStory story, Accounting measured, double lossPercent)
    {
        story.Find(
            measured.Loss > 0 ? FindingSeverity.Problem : FindingSeverity.Info,
            measured.Loss > 0
                ? Text($"{Went(measured)}: {lossPercent:0.###} % of {measured.Sent:#,0}.")
                : Text($"No message was lost of {measured.Sent:#,0}{(measured.Late > 0 ? $"; {measured.Late} came late" : "")}."),
            ("sent", measured.Sent), ("lost", measured.Lost), ("indefinite", measured.Indefinite));
    }

    private static string Went(Accounting measured) => (measured.Lost, measured.Indefinite) switch
    {
        (var lost, 0) => Text($"{lost:#,0} messages were lost"),
        (0, var indefinite) => Text($"{indefinite:#,0} messages were in flight when their connection ended"),
        var (lost, indefinite) => Text($"{lost:#,0} messages were lost and {indefinite:#,0} were in flight when their connection ended"),
    };

    private static void Saturation(RunStory story)
    {
        GeneratorResult generator = story.Run.Generator;
        string? text = generator.SaturatedSide switch
        {
            SaturatedSide.Target => "The target had no more to give: this is its throughput with this many clients.",
            SaturatedSide.Generator => "The generator had no more to give: the target's throughput is at least this.",
            SaturatedSide.Neither => "Neither side used up its processors.",
            _ => null,
        };
        if (text is not null)
        {
            story.Find(
                generator.SaturatedSide == SaturatedSide.Generator ? FindingSeverity.Warning : FindingSeverity.Info,
                text,
                ("generatorCpuPercent", generator.Usage?.CpuPercentMean ?? double.NaN),
                ("targetCpuPercent", story.Run.Target.Usage?.CpuPercentMean ?? double.NaN));
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
