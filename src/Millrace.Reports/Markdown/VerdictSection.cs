using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>First things first: how it ended, what it comes to, the headline, and whether the generator can be believed.</summary>
internal static class VerdictSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        Headline headline = Headline.Of(run);
        page.Title($"{run.System} {run.Profile}: {Phrases.Of(run.Verdict.Outcome)}");
        if (Phrases.Ending(run) is { } ending)
        {
            page.Paragraph($"**{ending}**");
        }

        page.Bullets(run.Verdict.Reasons);
        if (run.Target.Exit?.LastWords is { Length: > 0 } words)
        {
            page.Paragraph("The target's last words:").Code(words);
        }

        foreach (CompanionResult companion in run.Companions ?? [])
        {
            if (companion.Exit?.LastWords is { Length: > 0 } last)
            {
                page.Paragraph($"The {companion.Name}'s last words:").Code(last);
            }
        }

        var table = new MarkdownTable("headline", ">value");
        table.Row(headline.IsLowerBound ? "answered rightly (lower bound)" : "answered rightly", headline.Rate);
        if (headline.Response is { } response)
        {
            table.Row("response time p50", Figures.Milliseconds(response.P50Ms));
            table.Row("response time p99", Figures.Milliseconds(response.P99Ms));
            table.Row("response time max", Figures.Milliseconds(response.MaxMs));
        }

        if (headline.Service is { } service)
        {
            table.Row("service time p99", Figures.Milliseconds(service.P99Ms));
        }

        Accounting account = run.Accounting;
        table.Row("lost", $"{Figures.Count(account.Lost)} of {Figures.Count(account.Sent)} ({Figures.Share(account.Lost, account.Sent)})");
        Optional(table, "indefinite (connection broke before the answer)", account.Indefinite);
        Optional(table, "dropped (not started in time)", account.Dropped);
        Optional(table, "errors", headline.Errors);
        page.Table(table);

        page.Paragraph($"Generator: **{Phrases.Of(run.Generator.Verdict)}**. {Phrases.Meaning(run.Generator)}");
        page.Bullets(run.Generator.Reasons);
    }

    private static void Optional(MarkdownTable table, string name, long count)
    {
        if (count > 0)
        {
            table.Row(name, Figures.Count(count));
        }
    }
}
