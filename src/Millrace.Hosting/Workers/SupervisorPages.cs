using System.Globalization;
using System.Text.Json;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Workers;

/// <summary>The pages that a supervisor answers for its workers: <c>/workers</c>, and those that the system adds.</summary>
internal sealed class SupervisorPages(SupervisorOptions options, IReadOnlyList<WorkerSlot> slots, WorkerLine line)
{
    public IReadOnlyList<AdminPage> Pages =>
    [
        new AdminPage("/workers", "the workers: process id, whether it serves, how often it was started again", [], WriteWorkersAsync),
        .. options.Pages(line),
    ];

    /// <summary>What the supervisor counts itself, as Prometheus text.</summary>
    public static string Metrics(IReadOnlyList<WorkerSlot> slots) => string.Create(CultureInfo.InvariantCulture, $"""
        # HELP millrace_workers_restarts_total Workers started again because they had ended.
        # TYPE millrace_workers_restarts_total counter
        millrace_workers_restarts_total {slots.Sum(slot => slot.Restarts)}
        # HELP millrace_workers_serving Workers that serve.
        # TYPE millrace_workers_serving gauge
        millrace_workers_serving {slots.Count(slot => slot.IsServing)}

        """);

    private async Task WriteWorkersAsync(AdminQuery query, Stream body, CancellationToken cancellationToken)
    {
        await using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        json.WriteStartArray("workers"u8);
        foreach (WorkerSlot slot in slots)
        {
            json.WriteStartObject();
            WriteWorker(json, slot);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static void WriteWorker(Utf8JsonWriter json, WorkerSlot slot)
    {
        json.WriteNumber("worker"u8, slot.Index);
        if (slot.ProcessId is { } id)
        {
            json.WriteNumber("pid"u8, id);
        }
        else
        {
            json.WriteNull("pid"u8);
        }

        json.WriteBoolean("serving"u8, slot.IsServing);
        json.WriteNumber("restarts"u8, slot.Restarts);
    }
}
