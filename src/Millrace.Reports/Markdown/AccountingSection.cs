using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>Where every message went, with the three identities spelled out and checked.</summary>
internal static class AccountingSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        Accounting a = run.Accounting;
        page.Heading("Where every message went", SectionKind.Account);
        page.Code(string.Join('\n', Identities(a)));
        IReadOnlyList<string> broken = a.BrokenIdentities();
        bool drained = run.Verdict.Ending is not (RunEnding.Running or RunEnding.Crashed);
        page.Paragraph(broken.Count == 0
            ? "All three identities hold."
            : drained
                ? "**The account does not close: these figures must not be trusted.**"
                : "The run did not reach the end of its drain, so messages were still under way and the account is open.");
        page.Bullets(broken);
        page.Paragraph("Over the whole run, warm-up included. Late: answered rightly after the timeout. Failed: answered with an error. Lost: never answered "
            + "although the connection stood. Indefinite: sent on a connection that broke before the answer.");
    }

    /// <summary>The three identities with their numbers, a line each.</summary>
    internal static IReadOnlyList<string> Identities(Accounting a) =>
    [
        Line("due", a.Due, ("sent", a.Sent), ("dropped", a.Dropped)),
        Line("sent", a.Sent, ("ok", a.Ok), ("late", a.Late), ("failed", a.Failed), ("lost", a.Lost), ("corrupted", a.Corrupted), ("indefinite", a.Indefinite)),
        Line("received", a.Received, ("ok", a.Ok), ("late", a.Late), ("failed", a.Failed), ("corrupted", a.Corrupted), ("duplicated", a.Duplicated), ("unexpected", a.Unexpected)),
    ];

    private static string Line(string name, long whole, params ReadOnlySpan<(string Name, long Count)> parts)
    {
        long sum = 0;
        string text = $"{name} {Figures.Count(whole)} =";
        for (int i = 0; i < parts.Length; i++)
        {
            sum += parts[i].Count;
            text += $"{(i == 0 ? "" : " +")} {parts[i].Name} {Figures.Count(parts[i].Count)}";
        }

        return text + (sum == whole ? "   holds" : $"   BROKEN by {Figures.Count(whole - sum)}");
    }
}
