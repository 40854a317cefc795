using System.Diagnostics;

namespace Millrace.Engine.Targets;

/// <summary>The command line and environment of a target's process.</summary>
internal static class TargetCommand
{
    /// <summary>
    /// What stands before a command so that it runs in a session of its own: the user's Ctrl-C then reaches the lab alone, which drains its clients and stops the
    /// target in order. setsid(1) replaces itself by the program, so the process keeps its id.
    /// </summary>
    public static IReadOnlyList<string> OwnSession { get; } = OperatingSystem.IsLinux() && OnPath("setsid") is { } setsid ? [setsid] : [];

    public static ProcessStartInfo For(TargetLaunch launch, IReadOnlyList<string> arguments)
    {
        List<string> line = [.. OwnSession, launch.Program.File, .. launch.Program.FirstArguments, .. arguments];
        var start = new ProcessStartInfo(line[0], line.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in launch.Variables) { start.Environment[name] = value; }
        foreach (var (name, value) in launch.Runtime.ToVariables()) { start.Environment[name] = value; }
        return start;
    }

    private static string? OnPath(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(File.Exists);
}
