using Millrace.Results;
using Millrace.Testing;

namespace Millrace.EndToEnd;

/// <summary>The built program, started as a user would, in a folder of its own.</summary>
internal sealed class Cli : IDisposable
{
    // Generous: the machine may be busy with everything else that is being tested.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);
    private readonly TempFolder _folder = new();

    /// <summary>The executable, of the configuration that these tests were built in.</summary>
    public static string Program { get; } = RepositoryRoot.Combine(
        "artifacts", "bin", "Millrace.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)), OperatingSystem.IsWindows() ? "millrace.exe" : "millrace");

    /// <summary>The folder of the run that these tests ask for.</summary>
    public string Out => _folder.Combine("run");

    public string Folder => _folder.Path;

    public Task<ProcessResult> RunAsync(params string[] arguments) => RunningProcess.RunAsync(Program, arguments, Limit, _folder.Path);

    /// <summary>`run gateway` for a moment, results into <see cref="Out"/>.</summary>
    public Task<ProcessResult> GatewayAsync(params string[] options) => RunAsync(["run", "gateway", "--out", Out, .. options]);

    public RunningProcess Start(params string[] arguments) => RunningProcess.Start(Program, arguments, _folder.Path);

    public Task<ProcessResult> ShellAsync(string script) => RunningProcess.RunAsync("/bin/sh", ["-c", script], Limit, _folder.Path);

    public RunFile ReadRun() => RunFolder.ReadRun(Out);

    public static async Task<int> EndOf(RunningProcess process) => await process.WaitForExitAsync(Limit);

    public void Dispose() => _folder.Dispose();
}
