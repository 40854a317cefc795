using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Workers;
using Millrace.Speech.Host.Admin;

namespace Millrace.Speech.Host.Workers;

/// <summary>The statistics of all workers on the supervisor's admin address: <c>/stats</c> for people, <c>/stats.json</c> for programs.</summary>
/// <param name="line">Asks them.</param>
internal sealed class SupervisorStats(WorkerLine line)
{
    public IReadOnlyList<AdminPage> Pages =>
    [
        new AdminPage("/stats", "sessions, traffic, and where the time of a chunk goes, of all workers, for people", [], WriteHtmlAsync) { ContentType = AdminPage.Html },
        new AdminPage("/stats.json", "the same for programs, and each worker's own", [], WriteJsonAsync),
    ];

    /// <summary>
    /// Sums. Of a stage's quantiles the worst worker's: that of all chunks together is at most that. What all have from the same options is the first one's; limits are each worker's.
    /// </summary>
    internal static SpeechStats Sum(IReadOnlyList<SpeechStats> each) => each[0] with
    {
        UptimeSeconds = each.Max(one => one.UptimeSeconds),
        Recogniser = each[0].Recogniser with { IsReady = each.Any(one => one.Recogniser.IsReady) },
        Sessions = new SessionStats(
            each.Sum(one => one.Sessions.Taken),
            each.Sum(one => one.Sessions.Created),
            each.Sum(one => one.Sessions.Active),
            each.Sum(one => one.Sessions.Closing),
            each.Sum(one => one.Sessions.Connections)),
        Traffic = new TrafficStats(
            each.Sum(one => one.Traffic.Sessions),
            each.Sum(one => one.Traffic.Chunks),
            each.Sum(one => one.Traffic.AudioBytes),
            each.Sum(one => one.Traffic.AudioMs),
            each.Sum(one => one.Traffic.Partials),
            each.Sum(one => one.Traffic.Finals),
            each.Sum(one => one.Traffic.Warnings),
            each.Sum(one => one.Traffic.InvalidMessages)),
        Latency = each[0].Latency.Keys.ToDictionary(stage => stage, stage => Sum([.. each.Select(one => one.Latency[stage])])),
        Unanswered = Sum(each, one => one.Unanswered),
        Ended = Sum(each, one => one.Ended),
        Refused = Sum(each, one => one.Refused),
    };

    private static StageStats Sum(StageStats[] each)
    {
        long count = each.Sum(one => one.Count);
        return new StageStats(
            count,
            count == 0 ? 0 : Math.Round(each.Sum(one => one.Count * one.MeanMs) / count, 3),
            each.Max(one => one.P50Ms),
            each.Max(one => one.P90Ms),
            each.Max(one => one.P99Ms),
            each.Max(one => one.P999Ms));
    }

    private static Dictionary<string, long> Sum(IReadOnlyList<SpeechStats> each, Func<SpeechStats, IReadOnlyDictionary<string, long>> of) =>
        of(each[0]).Keys.ToDictionary(key => key, key => each.Sum(one => of(one)[key]));

    private async Task<SpeechStats?[]> AskAsync(CancellationToken cancellationToken)
    {
        byte[]?[] answers = await Task.WhenAll(Enumerable.Range(0, line.Count).Select(worker => line.GetAsync(worker, "stats.json", cancellationToken))).ConfigureAwait(false);
        SpeechStats?[] all = [.. answers.Select(Read)];
        return all.Any(one => one is not null) ? all : throw new IOException("No worker answers.");
    }

    // One of another version, where the executable was replaced under a running supervisor, counts as silent.
    private static SpeechStats? Read(byte[]? answer)
    {
        try
        {
            return answer is null ? null : JsonSerializer.Deserialize(answer, SpeechJson.Default.SpeechStats);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task WriteJsonAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        SpeechStats?[] all = await AskAsync(cancellationToken).ConfigureAwait(false);
        WorkersStats stats = new(Sum([.. all.OfType<SpeechStats>()]), all.Count(one => one is null), all);
        await JsonSerializer.SerializeAsync(body, stats, SupervisorJson.Default.WorkersStats, cancellationToken).ConfigureAwait(false);
    }

    private async Task WriteHtmlAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        SpeechStats?[] all = await AskAsync(cancellationToken).ConfigureAwait(false);
        await body.WriteAsync(Encoding.UTF8.GetBytes(StatsHtml.Of(Sum([.. all.OfType<SpeechStats>()]))), cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The answer to <c>GET /stats.json</c> of a supervisor: what one process would answer, and more.</summary>
internal sealed record WorkersStats : SpeechStats
{
    public WorkersStats(SpeechStats sum, int workersSilent, IReadOnlyList<SpeechStats?> workers)
        : base(sum) => (WorkersSilent, Workers) = (workersSilent, workers);

    /// <summary>Workers that did not answer in time and are not in the sums.</summary>
    public int WorkersSilent { get; }

    /// <summary>Each worker's own, by its index; null where it did not answer.</summary>
    public IReadOnlyList<SpeechStats?> Workers { get; }
}

/// <summary>JSON of a supervisor's statistics.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(WorkersStats))]
internal sealed partial class SupervisorJson : JsonSerializerContext;
