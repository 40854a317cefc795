using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Html;

/// <summary>Where every message went, as three sums that can be checked by eye.</summary>
internal static class Account
{
    public static Markup Of(RunFile run)
    {
        Accounting a = run.Accounting;
        bool drained = run.Verdict.Ending is not (RunEnding.Running or RunEnding.Crashed);
        int broken = a.BrokenIdentities().Count;
        string sentence = broken == 0 ? "All three identities hold."
            : drained ? "The account does not close: these figures must not be trusted."
            : "The run did not reach the end of its drain, so messages were still under way and the account is open.";
        return Markup.Of(
            $"""
            <p class="{(broken > 0 && drained ? "banner warning" : "")}">{sentence}</p>
            {Sum("due", a.Due, ("sent", a.Sent), ("dropped", a.Dropped))}
            {Sum("sent", a.Sent, ("ok", a.Ok), ("late", a.Late), ("failed", a.Failed), ("lost", a.Lost), ("corrupted", a.Corrupted), ("indefinite", a.Indefinite))}
            {Sum("received", a.Received, ("ok", a.Ok), ("late", a.Late), ("failed", a.Failed), ("corrupted", a.Corrupted), ("duplicated", a.Duplicated), ("unexpected", a.Unexpected))}
            <p class="note">Over the whole run, warm-up included. Late: answered rightly after the timeout. Failed: answered with an error. Lost: never answered although the connection stood.
            Indefinite: sent on a connection that broke before the answer.</p>
            """);
    }

    private static Markup Sum(string name, long whole, params ReadOnlySpan<(string Name, long Count)> parts)
    {
        long sum = 0;
        var terms = new List<Markup>();
        foreach ((string part, long count) in parts)
        {
            string sign = terms.Count == 0 ? "=" : "+";
            sum += count;
            terms.Add(Markup.Of($"<span class=\"term{new Markup(count == 0 ? " zero" : "")}\"><span class=\"op\">{sign}</span> <span class=\"what\">{part}</span> <b>{Figures.Count(count)}</b></span> "));
        }

        Markup verdict = sum == whole
            ? new Markup("<span class=\"badge good\"><span aria-hidden=\"true\">\u2713</span> holds</span>")
            : Markup.Of($"<span class=\"badge bad\"><span aria-hidden=\"true\">\u2715</span> BROKEN by {Figures.Count(whole - sum)}</span>");
        return Markup.Of($"<p class=\"sum\"><span class=\"term\"><span class=\"what\">{name}</span> <b>{Figures.Count(whole)}</b></span> {terms}{verdict}</p>\n");
    }
}
