using Millrace.Faults;

namespace Millrace.Engine.Targets;

/// <summary>A target that someone else runs: addresses and, where it is on this machine and was named, a process to watch and to stop.</summary>
public sealed class ExternalTarget : ITarget
{
    private readonly ProcessIdentity? _process;
    private Companion[] _companions = [];

    /// <summary>A target at these addresses. Throws <see cref="TargetException"/> where <paramref name="processId"/> is given and does not exist.</summary>
    public ExternalTarget(IReadOnlyDictionary<string, Uri> addresses, int? processId = null, Uri? admin = null)
    {
        if (addresses.Count == 0) { throw new TargetException("a target needs an address, as in --target ws://10.0.0.7:8080/ws/"); }
        if (processId is { } id)
        {
            _process = ProcessIdentity.Of(id) ?? throw new TargetException($"--target-pid {id}: there is no such process on this machine");
        }
        (Addresses, Admin) = (addresses, admin);
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Uri> Addresses { get; }

    /// <inheritdoc/>
    public Uri? Admin { get; }

    /// <inheritdoc/>
    public ProcessIdentity? Process => _process is { IsAlive: true } ? _process : null;

    /// <inheritdoc/>
    public bool CanRestart => false;

    /// <inheritdoc/>
    public IReadOnlyList<ProcessExit> Exits => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> LastErrorLines => [];

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IFaultTarget> Companions => _companions.ToDictionary(companion => companion.Name, IFaultTarget (companion) => companion, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<Companion> CompanionProcesses => _companions;

    /// <inheritdoc/>
    public IFaultPath? Path { get; private set; }

    /// <inheritdoc/>
    public void LeadThrough(IFaultPath path) => Path = path;

    /// <inheritdoc/>
    public void Accompany(IReadOnlyList<Companion> companions) => _companions = [.. companions];

    /// <inheritdoc/>
    public void ExpectExit(string because) { }

    /// <inheritdoc/>
    public Task RestartAsync(CancellationToken cancellationToken) =>
        throw new TargetException("a target that the lab did not start cannot be restarted by it");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_companions.Select(companion => companion.DisposeAsync().AsTask()));
}
