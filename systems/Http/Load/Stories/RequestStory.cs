using Millrace.Engine.Running;
using Millrace.Http.Load.Clients;
using Millrace.Http.Load.Requests;
using Millrace.Results;

namespace Millrace.Http.Load.Stories;

/// <summary>How many of each request, how fast, and what went wrong with them.</summary>
internal static class RequestStory
{
    public static void Tell(RunStory story, HttpRun run)
    {
        double seconds = Math.Max(story.MeasuredSeconds, 1e-9);
        double weights = run.Settings.Requests.Sum(request => request.Weight);
        var rows = new List<IReadOnlyList<TableCell>>();
        foreach (RequestSpec request in run.Settings.Requests)
        {
            if (!story.Run.Operations.TryGetValue(request.Name, out OperationResult? figures))
            {
                continue;
            }

            rows.Add(
            [
                request.Name, $"{request.Method} {(request.Path.Length > 0 ? request.Path : "(the target's own path)")}", request.Weight / weights * 100, figures.Count, figures.Ok / seconds,
                figures.Count - figures.Ok, HttpStory.Cell(figures.Response?.P50Ms), HttpStory.Cell(figures.Response?.P99Ms), HttpStory.Cell(figures.Ok > 0 ? (double)figures.BytesIn / figures.Ok : null),
            ]);
        }

        story.Tables.Add(new ResultTable
        {
            Name = "requests",
            Title = "Requests by path",
            Columns =
            [
                new("Operation"), new("Request"), new("Share wanted", "%"), new("Sent"), new("Answered right", "/s"), new("Errors"), new("p50", "ms"), new("p99", "ms"), new("Bytes per answer"),
            ],
            Rows = rows,
            Remark = "In the measured phases; times are response times, from when a request was due. Bytes are those of head and body together, of all answers per right one.",
        });
    }
}
