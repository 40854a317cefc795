namespace Millrace.Faults;

/// <summary>A target as faults see it. A target of which only the address is known has no process.</summary>
public interface IFaultTarget
{
    /// <summary>The process that serves now, or null where it is not ours to touch or has ended.</summary>
    ProcessIdentity? Process { get; }

    /// <summary>True where the lab started the process and can start it again on the same addresses.</summary>
    bool CanRestart { get; }

    /// <summary>Further processes that belong to it, by the names that <c>process=NAME</c> takes.</summary>
    IReadOnlyDictionary<string, IFaultTarget> Companions { get; }

    /// <summary>The network path to it, where the lab put its fault proxy between; null without one.</summary>
    IFaultPath? Path => null;

    /// <summary>Says that the process will end and why, so that its exit is not reported as a crash.</summary>
    void ExpectExit(string because);

    /// <summary>Starts the process again on the same addresses and completes when it accepts. Throws where it does not.</summary>
    Task RestartAsync(CancellationToken cancellationToken);
}
