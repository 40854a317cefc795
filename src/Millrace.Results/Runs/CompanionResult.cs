namespace Millrace.Results;

/// <summary>A further process of the target that the lab started, such as a gateway's backend, and how it fared.</summary>
public sealed record CompanionResult
{
    /// <summary>What the system calls it, and faults too.</summary>
    public required string Name { get; init; }

    /// <summary>The process id at the end of the run, or of its last process.</summary>
    public int? Pid { get; init; }

    /// <summary>The command that started it.</summary>
    public required string Command { get; init; }

    /// <summary>How it ended before the run did, where it was not started again; absent if it lived.</summary>
    public TargetExit? Exit { get; init; }

    /// <summary>What it used.</summary>
    public ProcessUsage? Usage { get; init; }
}
