using System.Globalization;
using Millrace.Engine.Running;
using Millrace.Http.Load.Clients;
using Millrace.Results;

namespace Millrace.Http.Load.Stories;

/// <summary>The tables and findings of a web server's run, computed from the run.</summary>
internal static class HttpStory
{
    public static void Tell(RunStory story, HttpRun run)
    {
        ShardTally tally = run.Total();
        RequestStory.Tell(story, run);
        StatusStory.Tell(story, run, tally);
        ConnectionStory.Tell(story, run, tally);
        story.Invariants["no-lab-errors"] = run.Mistakes;
        foreach ((string kind, string words) in run.Examples.OrderBy(example => example.Key, StringComparer.Ordinal))
        {
            story.Find(FindingSeverity.Info, $"The first {kind}: {words.TrimEnd('.')}.");
        }
    }

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static TableCell Cell(double? value) => value is { } number ? new TableCell(number) : default;
}
