namespace Millrace.Engine.Targets;

/// <summary>One end of a target's process. <see cref="At"/> is a timestamp of the lab's monotonic clock.</summary>
public sealed record ProcessExit(int ProcessId, int Code, long At)
{
    // A shell's convention, which .NET follows: 128 and the number of the signal that ended the process.
    private const int SignalBase = 128, LastSignal = 31;

    /// <summary>Why the lab expected it (a fault, the end of the run), or null: it ended by itself.</summary>
    public string? Because { get; init; }

    /// <summary>The signal that ended it, or null where it ended with an exit code.</summary>
    public int? Signal => !OperatingSystem.IsWindows() && Code is > SignalBase and <= SignalBase + LastSignal ? Code - SignalBase : null;

    /// <summary>As in "exited with code 3" or "was killed by SIGKILL".</summary>
    public string Describe() => Signal is { } signal ? $"was ended by {SignalName(signal)}" : $"exited with code {Code}";

    private static string SignalName(int signal) => signal switch
    {
        1 => "SIGHUP",
        2 => "SIGINT",
        3 => "SIGQUIT",
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => $"signal {signal}",
    };
}
