using Millrace.Faults;

namespace Millrace.Engine.Targets;

/// <summary>What a run drives: addresses, and where it is ours, a process with its life. Disposing ends what the lab started.</summary>
public interface ITarget : IFaultTarget, IAsyncDisposable
{
    /// <summary>Where it accepts, by the name of the service: <c>ws</c>, <c>udp</c>, <c>http</c>.</summary>
    IReadOnlyDictionary<string, Uri> Addresses { get; }

    /// <summary>Its address for health and metrics, or null where it has none or has not said so yet.</summary>
    Uri? Admin { get; }

    /// <summary>The ids of the processes that serve for it, as it announced them; empty where it serves by itself, or has not said.</summary>
    IReadOnlyList<int> Workers => [];

    /// <summary>Every end of its process so far, oldest first.</summary>
    IReadOnlyList<ProcessExit> Exits { get; }

    /// <summary>The last lines it wrote on standard error, oldest first; empty for a target that is not ours.</summary>
    IReadOnlyList<string> LastErrorLines { get; }

    /// <summary>The further processes that the lab started for it.</summary>
    IReadOnlyList<Companion> CompanionProcesses { get; }

    /// <summary>Takes over further processes that belong to it: they end with it.</summary>
    void Accompany(IReadOnlyList<Companion> companions);

    /// <summary>Says that clients reach it by this path, on which faults can be put.</summary>
    void LeadThrough(IFaultPath path);
}
