namespace Millrace.Faults.Tests;

/// <summary>A target that is a process, or none, and remembers what was asked of it.</summary>
internal sealed class StubTarget(ProcessIdentity? process, bool canRestart = false) : IFaultTarget
{
    public List<string> Asked { get; } = [];

    public ProcessIdentity? Process => process;

    public bool CanRestart => canRestart;

    public IReadOnlyDictionary<string, IFaultTarget> Companions { get; init; } = new Dictionary<string, IFaultTarget>();

    public IFaultPath? Path { get; init; }

    public void ExpectExit(string because) => Asked.Add($"expect {because}");

    public Task RestartAsync(CancellationToken cancellationToken)
    {
        Asked.Add("restart");
        return Task.CompletedTask;
    }
}
