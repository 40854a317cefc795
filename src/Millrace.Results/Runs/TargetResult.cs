namespace Millrace.Results;

/// <summary>The process or address that was driven, and how it fared.</summary>
public sealed record TargetResult
{
    /// <summary>The address that clients connected to.</summary>
    public string? Address { get; init; }

    /// <summary>The process id, where the target ran on this machine and is known.</summary>
    public int? Pid { get; init; }

    /// <summary>The command that started it, where the lab did.</summary>
    public string? Command { get; init; }

    /// <summary>From its start to its first accepting port, where the lab started it.</summary>
    public double? ReadyMs { get; init; }

    /// <summary>How it ended before the run did; absent if it lived.</summary>
    public TargetExit? Exit { get; init; }

    /// <summary>What it used.</summary>
    public ProcessUsage? Usage { get; init; }

    /// <summary>Why its .NET runtime was not measured; absent where it was, or where there was no process to look at.</summary>
    public string? RuntimeProblem { get; init; }
}

/// <summary>The death of a target during a run.</summary>
public sealed record TargetExit
{
    /// <summary>When it was noticed, in seconds from the start of the run.</summary>
    public required double AtSeconds { get; init; }

    /// <summary>How, as in "exited" or "killed by SIGKILL".</summary>
    public required string How { get; init; }

    /// <summary>The exit code, where there was one.</summary>
    public int? Code { get; init; }

    /// <summary>The last lines that it wrote to its error stream.</summary>
    public string? LastWords { get; init; }
}
