using System.Globalization;
using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>
/// Finds the socket on which a .NET process answers diagnostics: <c>dotnet-diagnostic-PID-START-socket</c> in its temporary folder. A process
/// that was killed leaves its socket behind, so id and start time must both match.
/// </summary>
internal static class DiagnosticsPort
{
    /// <summary>The address to connect to, or null where the process has no such port (no .NET, or switched off).</summary>
    public static string? Find(ProcessIdentity process)
    {
        if (OperatingSystem.IsWindows())
        {
            string pipe = string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{process.Id}");
            return File.Exists($@"\\.\pipe\{pipe}") ? pipe : null;
        }
        string name = string.Create(CultureInfo.InvariantCulture, $"dotnet-diagnostic-{process.Id}-{process.Start}-socket");
        string folder = TemporaryFolder(ProcFile.TryRead(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/environ")));
        // Behind /proc/PID/root lies the process's own view of the files, where that is another (a container).
        string own = Path.Combine(folder, name);
        return new[] { own, string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/root{own}") }.FirstOrDefault(File.Exists);
    }

    /// <summary>TMPDIR from the text of <c>/proc/[pid]/environ</c> (entries ended by NUL), or what the runtime takes without it.</summary>
    internal static string TemporaryFolder(string? environ)
    {
        const string Variable = "TMPDIR=";
        string? value = environ?.Split('\0').LastOrDefault(e => e.StartsWith(Variable, StringComparison.Ordinal))?[Variable.Length..];
        return string.IsNullOrEmpty(value) ? "/tmp" : value;
    }
}
