using System.Net;
using System.Net.Sockets;
using Millrace.Engine.Faulting;
using Millrace.Engine.Judging;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>Everything that can be found wrong with a scenario before anything is started, all of it at once.</summary>
internal sealed record Preflight(FaultTimeline Faults, IReadOnlyList<Threshold> Thresholds)
{
    /// <summary>Checks a scenario. Throws <see cref="LabException"/> with every reason.</summary>
    public static async Task<Preflight> CheckAsync(Scenario scenario, MachineLimits limits, CancellationToken cancellationToken)
    {
        var problems = new List<string>(scenario.System.Validate(scenario));
        LabFailure failure = LabFailure.Scenario;
        Check(scenario.Clients >= 1, $"clients is {scenario.Clients}; at least 1 is needed.");
        Check(scenario.Duration > TimeSpan.Zero, $"duration is {Durations.Format(scenario.Duration)}; it must be above 0.");
        Check(scenario.WarmUp >= TimeSpan.Zero, "warm-up is negative.");
        Check(scenario.ConnectRate > 0, $"connect rate is {scenario.ConnectRate}/s; it must be above 0.");
        Check(scenario.OperationTimeout > TimeSpan.Zero, "the operation timeout must be above 0.");
        SystemInfo info = scenario.System.Info;
        Check(scenario.PayloadBytes >= info.MinPayloadBytes && scenario.PayloadBytes <= info.MaxPayloadBytes,
            $"payload is {scenario.PayloadBytes} bytes; {info.Name} takes {info.MinPayloadBytes} to {info.MaxPayloadBytes}.");
        foreach (string name in scenario.Parameters.Keys.Where(name => info.Parameters.All(parameter => parameter.Name != name)))
        {
            string[] known = [.. info.Parameters.Select(parameter => parameter.Name)];
            problems.Add($"{info.Name} has no parameter '{name}'{Nearest.Suggest(name, known)}; it has {(known.Length == 0 ? "none" : string.Join(", ", known))}.");
        }

        FaultTimeline faults = FaultTimeline.Empty;
        Try(() => faults = FaultTimeline.Parse(scenario.Faults));
        problems.AddRange(Companions(scenario, faults));
        problems.AddRange(PathNeed.Problems(scenario, faults));
        var thresholds = new List<Threshold>();
        foreach (string text in scenario.Thresholds)
        {
            Try(() => thresholds.Add(Threshold.For(scenario, text)));
        }

        if (faults.Events.FirstOrDefault(e => e.Start >= scenario.Duration) is { } beyond)
        {
            problems.Add($"fault {beyond} begins at {Durations.Format(beyond.Start)}, but the measured part lasts {Durations.Format(scenario.Duration)}.");
        }

        IReadOnlyList<string> refusals = limits.Refusals(info.SocketsFor(scenario));
        if (refusals.Count > 0)
        {
            failure = problems.Count == 0 ? LabFailure.Environment : failure;
            problems.AddRange(refusals);
        }

        if (scenario.Target is { } target)
        {
            if (!info.Schemes.Contains(target.Scheme))
            {
                problems.Add($"target {target} has scheme '{target.Scheme}'; {info.Name} takes {string.Join(", ", info.Schemes.Select(scheme => scheme + "://"))}.");
            }
            else if (await PolicyAsync(target, scenario.Authorized, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                failure = problems.Count == 0 ? refusal.Failure : failure;
                problems.Add(refusal.Reason);
            }
        }

        return problems.Count == 0 ? new Preflight(faults, thresholds) : throw new LabException(problems) { Failure = failure };

        void Check(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }

        void Try(Action read)
        {
            try
            {
                read();
            }
            catch (FormatException e)
            {
                problems.Add(e.Message);
            }
        }
    }

    // What is asked of companions that this run will not have.
    private static IEnumerable<string> Companions(Scenario scenario, FaultTimeline faults)
    {
        if (scenario.CompanionPrograms.Count == 0 && faults.CheckProcesses([]).Count == 0)
        {
            return [];
        }

        string[] had = [.. scenario.System.Embedded(scenario).Companions.Select(companion => companion.Name)];
        string[] started = scenario.Target is null ? had : [.. had.Where(scenario.CompanionPrograms.ContainsKey)];
        return scenario.CompanionPrograms.Keys.Where(name => !had.Contains(name))
            .Select(name => $"a command for '{name}' was given, but {scenario.System.Info.Name} starts {(had.Length == 0 ? "no such process" : $"only {string.Join(", ", had)}")} in mode {scenario.Mode}.")
            .Concat(faults.CheckProcesses(started).Select(problem => $"fault {problem}."));
    }

    private static async Task<(LabFailure Failure, string Reason)?> PolicyAsync(Uri target, bool authorized, CancellationToken cancellationToken)
    {
        try
        {
            IPAddress[] addresses = IPAddress.TryParse(target.DnsSafeHost, out IPAddress? literal)
                ? [literal]
                : await Dns.GetHostAddressesAsync(target.DnsSafeHost, cancellationToken).ConfigureAwait(false);
            return TargetPolicy.Refusal(target, addresses, authorized) is { } refusal ? (LabFailure.NotAuthorized, refusal) : null;
        }
        catch (SocketException e)
        {
            return (LabFailure.TargetUnreachable, $"target {target}: the name {target.DnsSafeHost} cannot be resolved ({e.Message}).");
        }
    }
}
