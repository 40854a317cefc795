using Millrace.Engine.Running;

namespace Millrace.Engine;

/// <summary>What a system offers the lab: its profiles, its embedded target, its clients and the tables that only it has.</summary>
public interface ISystemUnderLoad
{
    /// <summary>Names, modes and parameters.</summary>
    SystemInfo Info { get; }

    /// <summary>The named workloads; the first is the default.</summary>
    IReadOnlyList<Profile> Profiles { get; }

    /// <summary>Everything that is wrong with a scenario for this system, each with what to do; empty where it can run.</summary>
    IReadOnlyList<string> Validate(Scenario scenario);

    /// <summary>How to start the target that comes with the system.</summary>
    TargetRecipe Embedded(Scenario scenario);

    /// <summary>One simulated client. Called on the shard's thread.</summary>
    VirtualClient NewClient(ClientSeat seat);

    /// <summary>Writes the tables, metrics and findings that only this system has, from the figures of a finished run.</summary>
    void Tell(RunStory story);
}
