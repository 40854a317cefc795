using System.Text;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Cli.Planning;

/// <summary>A planned run for a person.</summary>
internal static class PlanText
{
    private const int Column = 12;

    public static string Render(RunPlan plan, PlanFacts facts, string title)
    {
        var page = new StringBuilder();
        Scenario scenario = plan.Scenario;
        page.Append(Words.Invariant, $"{title}\n\n");
        Row(page, "system", $"{facts.System}, profile {facts.Profile}, mode {facts.Mode}");
        Row(page, "target", facts.Embedded
            ? $"embedded: {facts.Target}{(plan.TargetCpus is { } cpus ? $", on processors {cpus}" : "")}"
            : $"{facts.Target}{(facts.Tls ? scenario.Tls!.AcceptAnyCertificate ? ", TLS with any certificate" : ", TLS" : "")}");
        Row(page, "generator", $"{plan.GeneratorCpus.Count} event loop{(plan.GeneratorCpus.Count == 1 ? "" : "s")}{(plan.GeneratorCpus.All(cpu => cpu is not null) ? $" on processors {string.Join(',', plan.GeneratorCpus)}" : "")}{(facts.Proxy ? ", the fault proxy between them and the target" : "")}");
        Row(page, "clients", string.Create(Words.Invariant, $"{facts.Clients:#,0}, each with up to {facts.Window} in flight; payload {facts.PayloadBytes:#,0} bytes; answers after {Durations.Format(scenario.OperationTimeout)} are late; reconnect {facts.Reconnect}"));
        Row(page, "load", plan.Arrivals is null
            ? $"{facts.Load}: each client's next start waits for its answers, so nobody can plan how many there will be{(facts.Iterations is { } count ? string.Create(Words.Invariant, $"; {count:#,0} iterations each") : "")}"
            : facts.Load);
        if (facts is { StartsMeasured: { } measured, StartsInWarmup: { } warm })
        {
            Row(page, "starts", string.Create(Words.Invariant, $"{(facts.StartsExact ? "" : "about ")}{measured:#,0} in the measured part{(warm > 0 ? $", after {warm:#,0} in the warm-up" : "")}"));
        }

        page.Append('\n');
        foreach (string line in ArrivalCurve.Draw(plan))
        {
            page.Append("  ").Append(line).Append('\n');
        }

        page.Append('\n');
        Row(page, "phases", string.Create(Words.Invariant, $"connect: {facts.Clients:#,0} clients, up to {scenario.ConnectRate:#,0} a second"));
        foreach (PlannedPhase phase in plan.Phases)
        {
            Row(page, "", $"{phase.Name}: {Durations.Format(phase.Start)} to {Durations.Format(phase.End)}{(phase.IsMeasured ? "" : ", not counted")}");
        }

        Row(page, "", $"drain: up to {Durations.Format(scenario.DrainTimeout)}");
        Rows(page, "faults", facts.Faults, "none");
        Rows(page, "thresholds", facts.Thresholds.Select(Threshold), "none: the run passes if its accounts close");
        Rows(page, "differs", facts.Differs.Select(each => $"{each.Name}: {Shown(each.Profile)} in the profile, {Shown(each.Plan)} here"), $"nothing: profile {facts.Profile} as it stands");
        Rows(page, "labels", facts.Labels.Select(label => $"{label.Key}: {label.Value}"), null);
        Row(page, "seed", facts.Seed.ToString(Words.Invariant));
        return page.ToString();
    }

    private static string Threshold(ThresholdFacts threshold) =>
        $"{threshold.Expression}{(threshold.Source == "profile" ? " (the profile's)" : "")}{(threshold.AbortAfterSeconds is { } after ? after > 0 ? $": ends the run, judged from {Durations.Format(TimeSpan.FromSeconds(after))} on" : ": ends the run" : "")}";

    private static string Shown(string value) => value.Length == 0 ? "none" : value;

    private static void Rows(StringBuilder page, string name, IEnumerable<string> values, string? none)
    {
        bool first = true;
        foreach (string value in values)
        {
            Row(page, first ? name : "", value);
            first = false;
        }

        if (first && none is not null)
        {
            Row(page, name, none);
        }
    }

    private static void Row(StringBuilder page, string name, string value) => page.Append(name.PadRight(Column)).Append(value).Append('\n');
}
