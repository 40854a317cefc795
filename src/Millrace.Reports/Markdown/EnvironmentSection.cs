using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>Where it ran, what was asked for, and the command that asks for it again.</summary>
internal static class EnvironmentSection
{
    public static void Write(MarkdownPage page, RunFile run)
    {
        RunParameters p = run.Parameters;
        var parameters = new MarkdownTable("parameter", "value");
        parameters.Row("target", p.Embedded ? $"embedded{(run.Target.Address is { } address ? $" at {address}" : "")}" : p.Target);
        parameters.Row("mode", run.Mode);
        parameters.Row("load model", p.LoadModel.Text);
        parameters.Row("clients", Figures.Count(p.Clients));
        parameters.Row("measured for", Figures.Seconds(p.DurationSeconds));
        parameters.Row("warm-up", Figures.Seconds(p.WarmupSeconds));
        Optional(parameters, "window per client", p.Window?.ToString(CultureInfo.InvariantCulture));
        Optional(parameters, "payload", p.PayloadBytes is { } bytes ? $"{Figures.Count(bytes)} bytes" : null);
        Optional(parameters, "memory of the target's heap, at most", p.TargetMemoryBytes is { } heap ? Figures.Bytes(heap) : null);
        Optional(parameters, "timeout", p.TimeoutMs is { } timeout ? Figures.Milliseconds(timeout) : null);
        parameters.Row("TLS", p.Tls ? "yes" : "no");
        parameters.Row("seed", p.Seed.ToString(CultureInfo.InvariantCulture));
        Optional(parameters, "generator shards", p.GeneratorShards?.ToString(CultureInfo.InvariantCulture));
        foreach ((string name, string value) in p.Options)
        {
            parameters.Row(name, value);
        }

        foreach ((string name, string value) in run.Labels)
        {
            parameters.Row(name == RunFile.NoteLabel ? "note" : $"label {name}", value);
        }

        page.Heading("Parameters", SectionKind.Parameters).Table(parameters);
        if (p.CommandLine is { } command)
        {
            page.Paragraph("The same run again:").Code(command);
        }

        RunEnvironment e = run.Environment;
        var environment = new MarkdownTable("environment", "value");
        environment.Row("started", e.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        Optional(environment, "CPU", e.CpuModel);
        Optional(environment, "cores", e.Cores?.ToString(CultureInfo.InvariantCulture));
        Optional(environment, "memory", e.MemoryBytes is { } memory ? Figures.Bytes(memory) : null);
        Optional(environment, "OS", e.Os);
        Optional(environment, "kernel", e.Kernel);
        Optional(environment, "runtime", e.Runtime);
        Optional(environment, "generator's GC", e.GcMode);
        Optional(environment, "descriptor limit", e.DescriptorLimit is { } limit ? Figures.Count(limit) : null);
        Optional(environment, "outgoing ports", e is { EphemeralPortFirst: { } first, EphemeralPortLast: { } last } ? string.Create(CultureInfo.InvariantCulture, $"{first}-{last}") : null);
        Optional(environment, "clock", e.ClockSource is { } clock ? $"{clock}{(e.ClockResolutionNs is { } ns ? $", steps of {Figures.Number(ns)} ns" : "")}" : null);
        Optional(environment, "generator's processors", e.GeneratorCpus);
        Optional(environment, "target's processors", e.TargetCpus);
        environment.Row("millrace", e.MillraceVersion);
        Optional(environment, "commit", e.GitCommit is { } commit ? commit + (e.GitDirty == true ? " (with changes)" : "") : null);
        Optional(environment, "fingerprint", run.Fingerprint);
        page.Heading("Environment", SectionKind.Environment).Table(environment);
    }

    private static void Optional(MarkdownTable table, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            table.Row(name, value);
        }
    }
}
