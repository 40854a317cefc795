using System.Globalization;

namespace Millrace.Results;

/// <summary>
/// What two runs must share to be comparable, as names and values: the parts of which <see cref="RunFingerprint"/> is the hash. The load and the machine stand apart, because runs
/// on different machines may be held against each other by who asks for it, and runs of different loads may not.
/// </summary>
public static class RunConditions
{
    private const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>System, profile, mode, every parameter and the planned faults.</summary>
    public static IReadOnlyDictionary<string, string> Load(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunParameters asked = run.Parameters;
        LoadModelDescription model = asked.LoadModel;
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["system"] = run.System,
            ["profile"] = run.Profile,
            ["mode"] = run.Mode,
            ["clients"] = Word(asked.Clients)!,
            ["duration (s)"] = Word(asked.DurationSeconds)!,
            ["load model"] = model.Kind.ToString(),
            ["target"] = asked.Embedded ? "embedded" : asked.Target,
            ["TLS"] = asked.Tls ? "yes" : "no",
            ["reconnect"] = asked.Reconnect ?? "backoff",
        };
        Add("warm-up (s)", asked.WarmupSeconds);
        Add("window", asked.Window);
        Add("rate per second", asked.RatePerSecond);
        Add("payload (bytes)", asked.PayloadBytes);
        Add("timeout (ms)", asked.TimeoutMs);
        Add("generator threads", asked.GeneratorShards);
        Add("iterations", asked.Iterations);
        Add("memory of the target (bytes)", asked.TargetMemoryBytes);
        Add("model: rate per second", model.RatePerSecond);
        Add("model: interval (ms)", model.IntervalMs);
        Add("model: think time (ms)", model.ThinkTimeMs);
        Add("model: window", model.Window);
        Add("model: spread", model.Spread);
        Add("model: stages", model.Stages.Count == 0 ? null : string.Join(", ", model.Stages.Select(stage => $"{Word(stage.Seconds)} s to {Word(stage.RatePerSecond)}/s")));
        Add("faults", run.Faults.Count == 0 ? null : string.Join("; ", run.Faults.Select(fault => fault.Target == "target" ? fault.Spec : $"{fault.Spec} on {fault.Target}")));
        Add("proxy", run.Proxy is { } proxy ? proxy.Transport + (proxy.Cpus is { } cpus ? $" on processors {cpus}" : "") : null);
        foreach ((string name, string value) in asked.Options)
        {
            found["setting " + name] = value;
        }

        return found;

        void Add(string name, object? value)
        {
            if (Word(value) is { } word)
            {
                found[name] = word;
            }
        }
    }

    /// <summary>The class of machine: processor, cores, memory to the GiB, operating system, runtime and pinning; what is not known is absent.</summary>
    public static IReadOnlyDictionary<string, string> Machine(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        RunEnvironment machine = run.Environment;
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add("CPU", machine.CpuModel);
        Add("cores", machine.Cores);
        Add("memory (GiB)", machine.MemoryBytes is { } bytes ? Math.Round(bytes / GiB) : null);
        Add("operating system", machine.Os);
        Add("runtime", machine.Runtime);
        Add("garbage collector", machine.GcMode);
        Add("tiered PGO", machine.TieredPgo);
        Add("processors of the generator", machine.GeneratorCpus);
        Add("processors of the target", machine.TargetCpus);
        return found;

        void Add(string name, object? value)
        {
            if (Word(value) is { } word)
            {
                found[name] = word;
            }
        }
    }

    private static string? Word(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}
