namespace Millrace.Engine.Running;

/// <summary>Why a run could not be started, as far as a caller (and its exit code) has to tell reasons apart.</summary>
public enum LabFailure
{
    /// <summary>The scenario asks for something that cannot be: a value out of range, a fault that this target cannot suffer.</summary>
    Scenario,

    /// <summary>The target refused, reset or ignored the connection, ended before it was ready, or does not speak the protocol.</summary>
    TargetUnreachable,

    /// <summary>The target is a public address and nobody vouched for being allowed to load it.</summary>
    NotAuthorized,

    /// <summary>This machine cannot carry the run: descriptors, ports, processors or memory.</summary>
    Environment,

    /// <summary>The folder for the run's files cannot be made or written.</summary>
    Results,
}
