using System.Globalization;
using Millrace.Engine.Probes;
using Millrace.Faults;

namespace Millrace.Engine.Profiling;

/// <summary>Whether a process can be sampled.</summary>
public static class TargetSampling
{
    /// <summary>Why this process cannot be sampled, or null where it can.</summary>
    /// <param name="processId">A process of this machine.</param>
    public static string? ProblemWith(int processId)
    {
        if (ProcessIdentity.Of(processId) is not { } process)
        {
            return string.Create(CultureInfo.InvariantCulture, $"there is no process {processId} on this machine");
        }

        return DiagnosticsPort.Find(process) is null
            ? string.Create(CultureInfo.InvariantCulture, $"process {processId} is no .NET process, or its diagnostics port is switched off (DOTNET_EnableDiagnostics=0) or another user's")
            : null;
    }
}
