using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>What stands at the end of every page: what the figures mean, when to worry, and where the rest is.</summary>
internal static class ClosingSection
{
    private const string Worry = "When to worry";

    public static void Write(MarkdownPage page, RunFile run, bool whole)
    {
        page.Heading("How to read this", SectionKind.Help).Paragraph(
            """
            Response time is what a user waits for: it counts from the moment a message was due, so a target that freezes cannot hide the messages that
            it delayed. Service time counts from the moment of sending; a large gap between the two is queueing. Figures marked >= are lower bounds,
            because the generator and not the target was the limit. Compare two runs only where their fingerprints are equal.
            The rules behind every verdict are in docs/measuring.md, a guided tour in docs/guide/reading-a-report.md.
            """);
        if (!whole)
        {
            return;
        }

        page.Bullets(
            [
                "**p50** (median): half of the answers were faster. **p95**, **p99**: all but 5 in 100 and all but 1 in 100 were; a user who sends a hundred messages meets the p99 once.",
                "**mean**: skewed by a few slow answers, so no verdict looks at it. **max**: the slowest single answer, exact; one of a kind in most runs.",
                "**lost**: never answered although the connection lived. **indefinite**: the connection broke first, so nobody knows. **dropped**: never sent, because no client was free in time.",
            ]);
        if (!run.Tables.Any(table => table.Title == Worry))
        {
            // A system that judges its own rules has said it better.
            page.Heading(Worry).Bullets(
            [
                "Errors above 1 %: clients try again, and so add to the load that causes them.",
                "Response times that rise along the run while the rate stands still: a queue or a leak grows, and a longer run ends worse.",
                "A p99 many times the p95: a few wait for something that most do not, such as a lock, a collection of garbage or a full buffer.",
                "A rate that no longer rises with the load while the target's CPU is below half: the limit is a lock or input and output, not the processor.",
                "Memory that grows with the length of the run instead of with what the target keeps.",
                "A generator that is not valid: then look at it first, and not at the target.",
            ]);
        }

        page.Heading("Files").Bullets(
        [
            $"`{RunFolder.RunName}`: the whole run; every report is derived from it.",
            $"`{RunFolder.IntervalsName}`: each second with the histograms of every operation.",
            "`report.md`, `report.html`: this page, and the same with charts to look into.",
            "`millrace report <this folder> --format junit`, `csv`, `csv-series` or `hlog`: the same for programs (docs/guide/formats.md).",
        ]);
    }
}
