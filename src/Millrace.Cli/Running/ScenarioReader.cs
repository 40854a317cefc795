using System.Globalization;
using Millrace.Cli.CommandLine;
using Millrace.Engine;
using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>Puts the options of `millrace run` over a profile's scenario.</summary>
internal static class ScenarioReader
{
    private const string ReadSetting = "read";
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public static Scenario Read(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        Overrule(values, knobs);
        scenario = ReadMode(values, knobs, scenario);
        SystemInfo info = scenario.System.Info;
        scenario = scenario with
        {
            Clients = (int)(values.Whole(knobs.Clients, 1, 1_000_000) ?? scenario.Clients),
            Duration = values.Time(knobs.Duration, TimeSpan.FromMilliseconds(100), Longest) ?? scenario.Duration,
            Iterations = (int?)values.Whole(knobs.Iterations, 1, int.MaxValue) ?? scenario.Iterations,
            WarmUp = values.Time(knobs.Warmup, TimeSpan.Zero, Longest) ?? scenario.WarmUp,
            PayloadBytes = values.Bytes(knobs.Payload, info.MinPayloadBytes, info.MaxPayloadBytes) ?? scenario.PayloadBytes,
            Parameters = ReadParameters(values, knobs, scenario),
            OperationTimeout = values.Time(knobs.Timeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)) ?? scenario.OperationTimeout,
            ConnectTimeout = values.Time(knobs.ConnectTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10)) ?? scenario.ConnectTimeout,
            Seed = values.Whole(knobs.Seed, long.MinValue, long.MaxValue) ?? scenario.Seed,
            Labels = ReadLabels(values, knobs),
            GeneratorCpus = ReadGeneratorCpus(values, knobs),
            TargetCpus = values.Cpus(knobs.TargetCpus),
            TargetMemoryBytes = values.Bytes(knobs.TargetMemory, 16L << 20, 1L << 40) ?? scenario.TargetMemoryBytes,
            ProxyCpus = values.Cpus(knobs.ProxyCpus),
            Proxy = values.Flag(knobs.Proxy),
            Authorized = values.Flag(knobs.Authorized),
            Reconnect = ReadReconnect(values, knobs) ?? scenario.Reconnect,
            Thresholds = values.Texts(knobs.Threshold).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToArray(),
        };
        if (scenario.Parameters.GetValueOrDefault(ReadSetting) != "false")
        {
            // What nobody reads is never answered: then a profile's conditions on answers cannot hold, and only what was asked for here is judged.
            scenario = scenario with { Thresholds = [.. scenario.Profile.Thresholds.Except(scenario.Thresholds), .. scenario.Thresholds] };
        }

        if (values.Given(knobs.Iterations) && scenario.System.Subject(scenario) is null)
        {
            values.Refuse(knobs.Iterations, $"the load of {scenario.System.Info.Name} is bounded by its duration alone", "use --duration, or leave --iterations out");
        }

        scenario = ReadLoad(values, knobs, scenario);
        CheckThresholds(values, knobs, scenario);
        scenario = ReadTarget(values, knobs, scenario);
        scenario = CompanionReader.Read(values, knobs, scenario);
        return ReadFaults(values, knobs, scenario);
    }

    // Another address is another process: what the file says of the first does not hold for it.
    private static void Overrule(ValueReader values, RunKnobs knobs)
    {
        values.Overrule(knobs.Rate, knobs.Think, knobs.Arrivals);
        values.Overrule(knobs.Insecure, knobs.CertificateAuthority);
        if (values.OnLine(knobs.TargetAddress))
        {
            values.Forget(knobs.TargetPid, knobs.TargetAddresses, knobs.TargetCpus, knobs.TargetMemory);
        }
    }

    private static ReconnectPolicy? ReadReconnect(ValueReader values, RunKnobs knobs)
    {
        if (values.Text(knobs.Reconnect) is not { } text)
        {
            return null;
        }

        string[] names = [.. Enum.GetNames<ReconnectPolicy>().Select(name => name.ToLowerInvariant())];
        int index = Array.IndexOf(names, text);
        if (index < 0)
        {
            values.Refuse(knobs.Reconnect, $"there is no policy \"{text}\"{Nearest.Suggest(text, names)}", $"write {Words.List(names, "or")}");
            return null;
        }

        return Enum.GetValues<ReconnectPolicy>()[index];
    }

    // A generator thread per listed processor; more threads than processors share them in turn.
    private static IReadOnlyList<int>? ReadGeneratorCpus(ValueReader values, RunKnobs knobs)
    {
        IReadOnlyList<int>? cpus = values.Cpus(knobs.GeneratorCpus);
        if (values.Whole(knobs.Shards, 1, 1024) is not { } shards)
        {
            return cpus;
        }

        cpus ??= [.. Enumerable.Range(0, Math.Max(1, Environment.ProcessorCount / 2))];
        return [.. Enumerable.Range(0, (int)shards).Select(i => cpus[i % cpus.Count])];
    }

    private static Scenario ReadMode(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        if (values.Text(knobs.Mode) is not { } mode)
        {
            return scenario;
        }

        IReadOnlyList<ModeInfo> modes = scenario.System.Info.Modes;
        if (modes.Any(each => each.Name == mode))
        {
            return scenario.WithMode(mode);
        }

        values.RefuseName(knobs.Mode, "mode", mode, [.. modes.Select(each => each.Name)], "millrace list");
        return scenario;
    }

    private static Scenario ReadLoad(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        values.Exclude(knobs.Rate, knobs.Arrivals, "one is a fixed schedule per client, the other a plan over all clients");
        values.Exclude(knobs.Rate, knobs.Think, "a think time belongs to the closed model");
        values.Exclude(knobs.Arrivals, knobs.Think, "a think time belongs to the closed model");
        if (values.Whole(knobs.Window, 1, 1_000_000) is { } window)
        {
            scenario = scenario with { Window = (int)window, Load = scenario.Load is Flood ? new Flood((int)window) : scenario.Load };
        }

        if (values.Number(knobs.Rate, 0, 1e9) is { } rate)
        {
            return scenario with { Load = new Paced(rate / scenario.Clients) };
        }

        if (values.Time(knobs.Think, TimeSpan.Zero, TimeSpan.FromHours(1)) is { } think)
        {
            if (scenario.Load is not (Closed or Paced))
            {
                values.Refuse(knobs.Think, $"mode {scenario.Mode} is not closed: it runs {scenario.Load}", "leave --think out, or choose a closed mode");
            }

            return scenario with { Load = new Closed(think) };
        }

        if (values.Text(knobs.Arrivals) is not { } plan)
        {
            return scenario;
        }

        try
        {
            return scenario with { Load = LoadText.Parse(plan) };
        }
        catch (LoadTextException wrong)
        {
            values.Refuse(knobs.Arrivals, wrong.Message);
            return scenario;
        }
    }

    private static Dictionary<string, string> ReadParameters(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        var parameters = new Dictionary<string, string>(scenario.Parameters, StringComparer.Ordinal);
        string[] known = [.. scenario.System.Info.Parameters.Select(parameter => parameter.Name)];
        foreach ((string name, string value) in values.Pairs(knobs.Set))
        {
            if (known.Contains(name))
            {
                parameters[name] = value;
            }
            else
            {
                values.RefuseName(knobs.Set, "setting", name, known, "millrace list");
            }
        }

        if (values.Flag(knobs.NoRead))
        {
            if (!known.Contains(ReadSetting))
            {
                values.Refuse(knobs.NoRead, $"{scenario.System.Info.Name} has no clients that can leave answers unread", "leave --no-read out");
            }

            parameters[ReadSetting] = "false";
        }

        return parameters;
    }

    private static Dictionary<string, string> ReadLabels(ValueReader values, RunKnobs knobs)
    {
        var labels = new Dictionary<string, string>(values.Pairs(knobs.Label), StringComparer.Ordinal);
        if (values.Text(knobs.Note) is { } note && !labels.TryAdd(RunFile.NoteLabel, note))
        {
            values.Refuse(knobs.Note, $"--note and --label {RunFile.NoteLabel}= are the same", "give one of them");
        }

        return labels;
    }

    private static Scenario ReadTarget(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        bool tls = values.Flag(knobs.Tls) || values.Flag(knobs.Insecure) || values.Given(knobs.CertificateAuthority);
        if (values.Text(knobs.TargetAddress) is not { } address)
        {
            foreach (var knob in new System.CommandLine.Option[] { knobs.TargetPid, knobs.Tls, knobs.Insecure, knobs.CertificateAuthority }.Where(values.Given))
            {
                values.Refuse(knob, $"{knob.Name} is about a server that runs already, and no --target is given", "add --target, or leave it out");
            }

            return scenario;
        }

        values.Exclude(knobs.TargetAddress, knobs.TargetCpus, "only a target that millrace starts can be pinned");
        values.Exclude(knobs.TargetAddress, knobs.TargetMemory, "only a target that millrace starts can be given a limit");
        values.Exclude(knobs.Insecure, knobs.CertificateAuthority, "one accepts any certificate, the other checks it");
        if (values.Text(knobs.CertificateAuthority) is { } file && !File.Exists(file))
        {
            values.Refuse(knobs.CertificateAuthority, $"there is no file {file}{Words.LookedFor(file)}", "name a PEM file with the authority's certificate");
        }

        IReadOnlyList<string> schemes = scenario.System.Info.Schemes;
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? target) || target.Host.Length == 0 || !schemes.Contains(target.Scheme))
        {
            values.Refuse(knobs.TargetAddress, $"\"{address}\" is not an address that {scenario.System.Info.Name} clients can drive", $"write {Words.List(schemes.Select(scheme => scheme + "://host:port/path"), "or")}");
            return scenario;
        }

        int? pid = (int?)values.Whole(knobs.TargetPid, 2, int.MaxValue);
        if (pid is { } id && ProcessIdentity.Of(id) is null)
        {
            values.Refuse(knobs.TargetPid, string.Create(CultureInfo.InvariantCulture, $"there is no process {id} on this machine"), "name the target's process id, or leave --target-pid out");
        }

        bool encrypted = tls || target.Scheme.EndsWith('s') && schemes.Contains(target.Scheme[..^1]);
        return scenario with
        {
            Target = target,
            TargetPid = pid,
            Tls = encrypted ? new TargetTls(values.Flag(knobs.Insecure), values.Text(knobs.CertificateAuthority)) : null,
        };
    }

    private static void CheckThresholds(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        foreach (string text in values.Texts(knobs.Threshold).SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            try
            {
                Threshold.For(scenario, text);
            }
            catch (ThresholdException wrong)
            {
                values.Refuse(knobs.Threshold, wrong.Message, which: text);
            }
        }
    }

    // Each by itself first: then the complaint is about the one that is wrong.
    private static bool AreWritten(ValueReader values, RunKnobs knobs)
    {
        bool right = true;
        foreach (string text in values.Texts(knobs.Fault))
        {
            try
            {
                FaultTimeline.Parse(text);
            }
            catch (FaultSyntaxException wrong)
            {
                values.Refuse(knobs.Fault, wrong.Message, which: text);
                right = false;
            }
        }

        return right;
    }

    private static Scenario ReadFaults(ValueReader values, RunKnobs knobs, Scenario scenario)
    {
        if (!AreWritten(values, knobs))
        {
            return scenario;
        }

        IReadOnlyList<string> texts = values.Given(knobs.Fault) ? values.Texts(knobs.Fault) : scenario.Profile.Faults;
        try
        {
            FaultTimeline timeline = FaultTimeline.Parse(texts);
            if (timeline.Events.FirstOrDefault(fault => fault.Start >= scenario.Duration) is { } late)
            {
                string whose = values.Given(knobs.Fault) ? $"{late}" : $"profile {scenario.Profile.Name} has the fault {late}, which";
                values.Refuse(
                    values.Given(knobs.Fault) ? knobs.Fault : knobs.Duration, $"{whose} would begin after the measured part, which lasts {Durations.Format(scenario.Duration)}",
                    $"{(values.Given(knobs.Fault) ? "begin earlier" : "name another with --fault")}, or lengthen the run with --duration {Durations.Format(timeline.LastChange + TimeSpan.FromSeconds(5))}",
                    texts.FirstOrDefault(text => FaultTimeline.Parse(text).Events.Any(each => each.ToString() == late.ToString())));
            }

            return scenario with { Faults = [.. timeline.Events.Select(fault => fault.ToString())] };
        }
        catch (FaultSyntaxException wrong)
        {
            values.Refuse(knobs.Fault, wrong.Message);
            return scenario;
        }
    }
}
