using Millrace.Engine.Probes;
using Millrace.Engine.Profiling;
using Millrace.Engine.Targets;
using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>What a run stands on: its target, its processors, its folder and what is known of the machine.</summary>
internal sealed class RunStage
{
    public required ITarget Target { get; init; }

    public required Uri Address { get; init; }

    /// <summary>The process that carries out the load; null where shards of this one do.</summary>
    public Subjects.SubjectProcess? Subject { get; init; }

    public required Processors Processors { get; init; }

    public required RunEnvironment Environment { get; init; }

    /// <summary>Watches both sides.</summary>
    public required ProbeSampler Probes { get; init; }

    /// <summary>Samples the target; null in every run whose figures count.</summary>
    public TargetProfiler? Profiler { get; init; }

    /// <summary>How clients reach the target.</summary>
    public RunPath Path { get; init; } = RunPath.Straight;

    public RunFolder? Folder { get; init; }

    /// <summary>How long the embedded target took to accept.</summary>
    public double? ReadyMs { get; init; }

    /// <summary>Set once the lab itself stops the target.</summary>
    public bool IsEnding { get; set; }
}
