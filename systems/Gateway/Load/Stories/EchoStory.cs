using Millrace.Engine.Running;
using Millrace.Results;
using static Millrace.Gateway.Load.GatewayCounts;
using static Millrace.Gateway.Load.Stories.GatewayStory;

namespace Millrace.Gateway.Load.Stories;

/// <summary>The modes in which every message comes back to its sender, straight from the gateway or through a backend.</summary>
internal static class EchoStory
{
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
        story.Tables.Add(Summary(run, seconds, sent, received, response, lossPercent, "Measured phases only; latencies are response times."));
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
        if (GatewayModes.NeedsBackend(run.Mode) && response is not null)
        {
            EndToEnd(story, measured.Ok / seconds, response);
        }

        Tail(story, "", response);
        if (isRead)
        {
            Loss(story, measured, lossPercent);
        }
        else
        {
            Evictions(story);
        }
    }

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
        string bound = Bound(story);
        story.Find(
            FindingSeverity.Info,
            response is null
                ? Text($"{story.Scenario.Clients} clients sent {bound}{sent:#,0} messages a second; none was answered.")
                : Text($"{story.Scenario.Clients} clients sent {bound}{sent:#,0} messages a second and received {bound}{received:#,0} a second, p50 {response.P50Ms:0.00} ms."),
            ("sentPerSecond", sent), ("receivedPerSecond", received));
    }

    private static void EndToEnd(RunStory story, double perSecond, LatencySummary response)
    {
        story.Tables.Add(new ResultTable
        {
            Name = "end-to-end",
            Title = "Through the backend and back",
            Columns = [new("Round trips", "/s"), new("Lines between gateway and backend", "/s"), new("p50", "ms"), new("p99", "ms"), new("Backend")],
            Rows = [[perSecond, 2 * perSecond, response.P50Ms, response.P99Ms, WhoAnswers(story)]],
            Remark = "A round trip is client, gateway, backend, gateway, client: one line to the backend and one back.",
        });
        story.Find(
            FindingSeverity.Info,
            Text($"End-to-end throughput: {Bound(story)}{perSecond:#,0} round trips a second from client through gateway and backend and back, half of them within {response.P50Ms:0.00} ms."),
            ("roundTripsPerSecond", perSecond), ("p50Ms", response.P50Ms));
    }

    private static string WhoAnswers(RunStory story) =>
        story.Scenario.CompanionPrograms.GetValueOrDefault(Subject.BackendRecipe.Name) is { } program ? string.Join(' ', [program.File, .. program.FirstArguments])
        : story.Scenario.Target is not null ? "the target's own"
        : Text($"built-in, connections: {story.Scenario.Parameters.GetValueOrDefault(Subject.BackendRecipe.ConnectionsSetting, "1")}");

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
}
