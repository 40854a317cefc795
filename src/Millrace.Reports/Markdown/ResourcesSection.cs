using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>What target, its companions and generator used, side by side.</summary>
internal static class ResourcesSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        (ProcessUsage? target, ProcessUsage? generator) = (run.Target.Usage, run.Generator.Usage);
        if (target is null && generator is null)
        {
            return;
        }

        IReadOnlyList<CompanionResult> companions = run.Companions ?? [];
        var table = new MarkdownTable(["resource", ">target", .. companions.Select(companion => ">" + companion.Name), ">generator"]);
        long answered = run.Operations.Values.Sum(operation => operation.Ok);
        All(table, "CPU, mean (100 % is a core)", usage => Percent(usage.CpuPercentMean));
        All(table, "CPU, busiest second", usage => Percent(usage.CpuPercentMax));
        All(table, "CPU time", usage => Figures.Seconds(usage.CpuSeconds));
        All(table, "CPU time per message", usage => usage.CpuSeconds is { } seconds && answered > 0 ? Figures.Number(seconds / answered * 1e6) + " us" : null);
        All(table, "memory before the first client", usage => Figures.Bytes(usage.RssBytesStart));
        All(table, "memory, most", usage => Figures.Bytes(usage.RssBytesMax));
        All(table, "memory after the drain", usage => Figures.Bytes(usage.RssBytesEnd));
        All(table, "threads, most", usage => Figures.Count(usage.ThreadsMax));
        All(table, "descriptors, most", usage => Figures.Count(usage.DescriptorsMax));
        All(table, ".NET collections, gen 0 / 1 / 2", usage => usage.Runtime is { } r
            ? $"{Figures.Count(r.Gen0Collections)} / {Figures.Count(r.Gen1Collections)} / {Figures.Count(r.Gen2Collections)}"
            : null);
        All(table, ".NET pauses, together", usage => Figures.Milliseconds(usage.Runtime?.GcPauseMsTotal));
        All(table, ".NET pause, longest", usage => Figures.Milliseconds(usage.Runtime?.GcPauseMsMax));
        All(table, ".NET heap, most", usage => Figures.Bytes(usage.Runtime?.HeapBytesMax));
        All(table, ".NET heap after the drain", usage => Figures.Bytes(usage.Runtime?.HeapBytesEnd));
        All(table, ".NET heap alive at the last collection", usage => Figures.Bytes(usage.Runtime?.HeapLiveBytes));
        All(table, ".NET bytes allocated", usage => Figures.Bytes(usage.Runtime?.AllocatedBytes));
        page.Heading("Resources", SectionKind.Resources).Table(table);
        if (target is null)
        {
            page.Paragraph("The target's process was not observed: it runs elsewhere, or --target-pid was not given.");
        }

        if (run.Target.RuntimeProblem is { } problem)
        {
            page.Paragraph($"The target's .NET runtime was not measured: {problem.TrimEnd('.')}.");
        }

        if (run.Target is { ReadyMs: { } ready, Command: { } command })
        {
            page.Paragraph($"The target accepted {Figures.Milliseconds(ready)} after its start: `{command}`");
        }

        foreach (CompanionResult companion in companions)
        {
            string ended = companion.Exit is { } exit ? $" It {exit.How} {Figures.Seconds(exit.AtSeconds)} into the run." : "";
            page.Paragraph($"The {companion.Name} belongs to the target's side: `{companion.Command}`.{ended}");
        }

        void All(MarkdownTable into, string name, Func<ProcessUsage, string?> figure)
        {
            string[] cells = [.. new[] { target }.Concat(companions.Select(companion => companion.Usage)).Append(generator).Select(usage => (usage is null ? null : figure(usage)) ?? Figures.None)];
            if (cells.Any(cell => cell != Figures.None))
            {
                into.Row([name, .. cells]);
            }
        }
    }

    private static string? Percent(double? value) => value is { } known ? Figures.Number(known) + " %" : null;
}
