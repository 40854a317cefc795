using System.Diagnostics;

namespace Millrace.Engine.Targets;

/// <summary>The command line and environment of a target's process.</summary>
internal static class TargetCommand
{
    public static ProcessStartInfo For(TargetLaunch launch, IReadOnlyList<string> arguments)
    {
        List<string> line = [launch.Program.File, .. launch.Program.FirstArguments, .. arguments];
        // In a session of its own the user's Ctrl-C reaches the lab alone, which then drains its clients and stops the target in order.
        // setsid(1) replaces itself by the program, so the process keeps its id.
        if (OperatingSystem.IsLinux() && OnPath("setsid") is { } setsid) { line.Insert(0, setsid); }

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
