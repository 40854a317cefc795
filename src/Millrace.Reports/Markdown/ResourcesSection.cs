using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>What target and generator used, side by side.</summary>
internal static class ResourcesSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        (ProcessUsage? target, ProcessUsage? generator) = (run.Target.Usage, run.Generator.Usage);
        if (target is null && generator is null)
        {
            return;
        }

        var table = new MarkdownTable("resource", ">target", ">generator");
        long answered = run.Operations.Values.Sum(operation => operation.Ok);
        Both(table, "CPU, mean (100 % is a core)", usage => Percent(usage.CpuPercentMean));
        Both(table, "CPU, busiest second", usage => Percent(usage.CpuPercentMax));
        Both(table, "CPU time", usage => Figures.Seconds(usage.CpuSeconds));
        Both(table, "CPU time per message", usage => usage.CpuSeconds is { } seconds && answered > 0 ? Figures.Number(seconds / answered * 1e6) + " us" : null);
        Both(table, "memory before the first client", usage => Figures.Bytes(usage.RssBytesStart));
        Both(table, "memory, most", usage => Figures.Bytes(usage.RssBytesMax));
        Both(table, "memory after the drain", usage => Figures.Bytes(usage.RssBytesEnd));
        Both(table, "threads, most", usage => Figures.Count(usage.ThreadsMax));
        Both(table, "descriptors, most", usage => Figures.Count(usage.DescriptorsMax));
        Both(table, ".NET collections, gen 0 / 1 / 2", usage => usage.Runtime is { } r
            ? $"{Figures.Count(r.Gen0Collections)} / {Figures.Count(r.Gen1Collections)} / {Figures.Count(r.Gen2Collections)}"
            : null);
        Both(table, ".NET pauses, together", usage => Figures.Milliseconds(usage.Runtime?.GcPauseMsTotal));
        Both(table, ".NET pause, longest", usage => Figures.Milliseconds(usage.Runtime?.GcPauseMsMax));
        Both(table, ".NET heap, most", usage => Figures.Bytes(usage.Runtime?.HeapBytesMax));
        Both(table, ".NET heap after the drain", usage => Figures.Bytes(usage.Runtime?.HeapBytesEnd));
        Both(table, ".NET bytes allocated", usage => Figures.Bytes(usage.Runtime?.AllocatedBytes));
        page.Heading("Resources").Table(table);
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

        void Both(MarkdownTable into, string name, Func<ProcessUsage, string?> figure)
        {
            string left = (target is null ? null : figure(target)) ?? Figures.None;
            string right = (generator is null ? null : figure(generator)) ?? Figures.None;
            if (left != Figures.None || right != Figures.None)
            {
                into.Row(name, left, right);
            }
        }
    }

    private static string? Percent(double? value) => value is { } known ? Figures.Number(known) + " %" : null;
}
