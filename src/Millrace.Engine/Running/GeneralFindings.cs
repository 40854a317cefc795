using System.Globalization;
using Millrace.Engine.Probes;
using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>What any run of any system shows: how connecting went, which connections were lost, what clients threw, what memory did.</summary>
internal static class GeneralFindings
{
    private const double GrowthPerHour = 0.10;
    private const double StraightLine = 0.8;
    private const double LongEnoughSeconds = 120;

    public static void Tell(RunStory story, IReadOnlyDictionary<string, long> disconnects, IEnumerable<Exception> exceptions, MemoryTrend? targetMemory)
    {
        Trust(story);
        Connecting(story);
        if (disconnects.Count > 0)
        {
            long count = disconnects.Values.Sum();
            story.Find(FindingSeverity.Warning, Text($"{count} connections were lost: {string.Join(", ", disconnects.OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} {kind.Key}"))}."), ("disconnects", count));
        }

        foreach (Exception own in exceptions.Where(exception => ErrorKinds.Of(exception) == ErrorKinds.Other))
        {
            story.Find(FindingSeverity.Problem, $"A client failed with {own.GetType().Name}: {own.Message}");
        }

        Memory(story, targetMemory);
    }

    private static void Trust(RunStory story)
    {
        if (story.Scenario.Tls is { AcceptAnyCertificate: true })
        {
            story.Find(FindingSeverity.Warning, "The target's certificate was not checked, as was asked for: whoever answered at its address was driven.");
        }
    }

    private static void Connecting(RunStory story)
    {
        string name = story.Scenario.System.Info.ConnectName;
        PhaseResult? connect = story.Run.Phases.FirstOrDefault(phase => phase.Operations.ContainsKey(name));
        if (connect?.Operations[name] is not { } connects)
        {
            return;
        }

        double seconds = connect.EndSeconds - connect.StartSeconds;
        int clients = story.Scenario.Clients;
        if (connects.Ok > clients)
        {
            // Some client connected more than once, so how many of them did cannot be told from the connections.
            story.Find(
                FindingSeverity.Warning,
                Text($"{connects.Ok} connections were opened for {clients} clients within {seconds:0.00} s: some were lost while others still connected, and were opened again."),
                ("connections", connects.Ok), ("connectSeconds", seconds), ("connectP99Ms", connects.Service?.P99Ms ?? double.NaN));
            return;
        }

        story.Find(
            connects.Ok < clients ? FindingSeverity.Problem : FindingSeverity.Info,
            Text($"{connects.Ok} of {clients} clients connected within {seconds:0.00} s ({connects.Ok / Math.Max(seconds, 1e-3):0}/s), p99 {connects.Service?.P99Ms ?? 0:0.0} ms a connection."),
            ("connected", connects.Ok), ("connectSeconds", seconds), ("connectP99Ms", connects.Service?.P99Ms ?? double.NaN));
    }

    private static void Memory(RunStory story, MemoryTrend? trend)
    {
        if (trend is null || story.MeasuredSeconds < LongEnoughSeconds || story.Run.Target.Usage?.RssBytesMax is not { } most)
        {
            return; // every program grows while it warms up; only a long run shows a leak
        }

        double perHour = trend.BytesPerSecond * 3600;
        bool grows = trend.Explained > StraightLine && perHour > GrowthPerHour * most;
        story.Find(
            grows ? FindingSeverity.Warning : FindingSeverity.Info,
            Text($"The target's memory {(grows ? "grew steadily" : "did not grow steadily")}: at most {most / 1048576.0:0.0} MiB, with a trend of {perHour / 1048576:+0.0;-0.0;0.0} MiB an hour (r squared {trend.Explained:0.00})."),
            ("rssMaxBytes", most), ("rssTrendBytesPerHour", perHour), ("rssTrendExplained", trend.Explained));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
