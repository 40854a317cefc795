using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>That a fault proxy lay in the path, and what it costs by itself: whoever compares figures must know.</summary>
internal static class ProxySection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        if (run.Proxy is not { } proxy)
        {
            return;
        }

        page.Heading("Fault proxy", SectionKind.Proxy).Paragraph(Sentence(proxy));
        if (proxy.Cost is { } cost)
        {
            var table = new MarkdownTable("round trip of one message while nothing else runs", ">directly", ">through the proxy", ">added");
            table.Row("p50", Figures.Milliseconds(cost.DirectP50Ms), Figures.Milliseconds(cost.ThroughP50Ms), Figures.Milliseconds(cost.ThroughP50Ms - cost.DirectP50Ms));
            table.Row("p99", Figures.Milliseconds(cost.DirectP99Ms), Figures.Milliseconds(cost.ThroughP99Ms), Figures.Milliseconds(cost.ThroughP99Ms - cost.DirectP99Ms));
            page.Table(table).Paragraph(
                $"{Figures.Count(cost.RoundTrips)} round trips of {Figures.Count(cost.MessageBytes)} bytes each way to an echo within the lab, in turns, before the load. All other figures of this page contain the proxy.");
        }

        if (proxy.Exit is { } exit)
        {
            page.Paragraph($"**The proxy {exit} before the run was over: from then on clients could not reach the target, which is no fault of the target's.**");
        }
    }

    /// <summary>Where it ran and what it used, as a sentence.</summary>
    public static string Sentence(ProxyResult proxy)
    {
        string place = proxy.Cpus is { } cpus ? $"on processors {cpus}" : "on any processor";
        string used = proxy.CpuPercentMean is { } percent ? $", where it used {Figures.Number(percent / 100)} cores on average" : "";
        return $"Clients reached the target through Millrace's fault proxy ({proxy.Transport.ToUpperInvariant()}, {proxy.Address}), a process of its own {place}{used}.";
    }

    /// <summary>What the idle proxy adds, in few words.</summary>
    public static string Added(ProxyResult proxy) => proxy.Cost is { } cost
        ? $"idle, it adds {Figures.Milliseconds(cost.ThroughP50Ms - cost.DirectP50Ms)} to a round trip's p50 of {Figures.Milliseconds(cost.DirectP50Ms)}"
        : "what it adds was not measured";
}
