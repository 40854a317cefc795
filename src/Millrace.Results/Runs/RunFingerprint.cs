using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Millrace.Results;

/// <summary>
/// A stable hash over what two runs must share to be comparable: system, profile, mode, parameters, planned faults and the class of machine.
/// </summary>
/// <remarks>
/// Left out, because it may differ between runs that are worth comparing: the seed, the commit and version, the command line, the host,
/// the kernel's patch level, and the port of an embedded target.
/// </remarks>
public static class RunFingerprint
{
    private const double GiB = 1024.0 * 1024 * 1024;

    /// <summary>The fingerprint of a run, 16 hexadecimal digits.</summary>
    public static string Of(RunFile run)
    {
        ArgumentNullException.ThrowIfNull(run);
        StringBuilder text = new();
        Append(text, "system", run.System);
        Append(text, "profile", run.Profile);
        Append(text, "mode", run.Mode);
        AppendParameters(text, run.Parameters);
        foreach (FaultResult fault in run.Faults)
        {
            // The spec has the planned times. Those from the start of the run depend on how long connecting took, and no two runs would be equal.
            Append(text, "fault", fault.Kind, fault.Spec, fault.Target);
        }

        if (run.Proxy is { } proxy)
        {
            // Its port differs from run to run.
            Append(text, "proxy", proxy.Transport, proxy.Cpus);
        }

        AppendEnvironment(text, run.Environment);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()));
        return Convert.ToHexStringLower(hash, 0, 8);
    }

    private static void AppendParameters(StringBuilder text, RunParameters parameters)
    {
        LoadModelDescription model = parameters.LoadModel;
        Append(text, "load", parameters.Clients, parameters.DurationSeconds, parameters.WarmupSeconds, parameters.Window, parameters.RatePerSecond);
        Append(text, "model", model.Kind, model.RatePerSecond, model.IntervalMs, model.ThinkTimeMs, model.Window, model.Spread);
        foreach (LoadStage stage in model.Stages)
        {
            Append(text, "stage", stage.Seconds, stage.RatePerSecond);
        }

        Append(text, "wire", parameters.PayloadBytes, parameters.Tls, parameters.TimeoutMs, parameters.GeneratorShards);
        if (parameters.Reconnect is not (null or "backoff"))
        {
            Append(text, "reconnect", parameters.Reconnect);
        }

        if (parameters.Iterations is { } iterations)
        {
            Append(text, "iterations", iterations);
        }

        if (parameters.TargetMemoryBytes is { } limit)
        {
            Append(text, "target-memory", limit);
        }

        Append(text, "target", parameters.Embedded ? "embedded" : parameters.Target);
        foreach ((string name, string value) in parameters.Options)
        {
            Append(text, "option", name, value);
        }
    }

    private static void AppendEnvironment(StringBuilder text, RunEnvironment environment)
    {
        double? memoryGiB = environment.MemoryBytes is { } bytes ? Math.Round(bytes / GiB) : null;
        Append(text, "machine", environment.CpuModel, environment.Cores, memoryGiB, environment.Os);
        Append(text, "runtime", environment.Runtime, environment.GcMode, environment.TieredPgo);
        Append(text, "pinning", environment.GeneratorCpus, environment.TargetCpus);
    }

    // Each value is preceded by its length, so that no two lists of values give one text.
    private static void Append(StringBuilder text, string key, params ReadOnlySpan<object?> values)
    {
        text.Append(key);
        foreach (object? value in values)
        {
            string word = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            text.Append(CultureInfo.InvariantCulture, $" {(value is null ? -1 : word.Length)}:{word}");
        }

        text.Append('\n');
    }
}
