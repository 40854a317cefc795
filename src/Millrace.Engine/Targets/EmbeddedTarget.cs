using Millrace.Faults;

namespace Millrace.Engine.Targets;

/// <summary>
/// A target that the lab starts as a process of its own, restarts on the same addresses where a fault asks for it, and stops. Safe to use
/// from any thread.
/// </summary>
public sealed class EmbeddedTarget : ITarget
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly List<ProcessExit> _exits = [];
    private readonly TargetLaunch _launch;
    private readonly ReadyLine _first;
    private readonly TimeProvider _time;
    private TargetProcess _process;
    private Companion[] _companions = [];
    private bool _stopped;

    private EmbeddedTarget(TargetLaunch launch, TargetProcess process, TimeProvider time)
    {
        (_launch, _process, _time, _first) = (launch, process, time, process.Ready);
        Addresses = process.Ready.Addresses;
        ReadyAfter = process.ReadyAfter;
        _ = NoteExitAsync(process);
    }

    /// <summary>Called on some thread at each end of the process; <see cref="ProcessExit.Because"/> is null where it ended by itself.</summary>
    public event Action<ProcessExit>? Exited;

    /// <summary>The command that started it, as a person would type it.</summary>
    public string CommandLine => string.Join(' ', [_launch.Program.File, .. _launch.Program.FirstArguments, .. _launch.Arguments]);

    /// <summary>From its first start to its ready line.</summary>
    public TimeSpan ReadyAfter { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Uri> Addresses { get; }

    /// <inheritdoc/>
    public Uri? Admin => Current.Admin;

    /// <inheritdoc/>
    public IReadOnlyList<int> Workers => Current.Ready.Workers;

    /// <inheritdoc/>
    public ProcessIdentity? Process => Current.Identity is { IsAlive: true } identity ? identity : null;

    /// <inheritdoc/>
    public bool CanRestart => true;

    /// <inheritdoc/>
    public IReadOnlyList<ProcessExit> Exits
    {
        get { lock (_gate) { return [.. _exits]; } }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LastErrorLines => Current.LastErrorLines;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IFaultTarget> Companions => _companions.ToDictionary(companion => companion.Name, IFaultTarget (companion) => companion, StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyList<Companion> CompanionProcesses => _companions;

    /// <summary>Why the end of the process that serves now is expected, or null.</summary>
    internal string? ExpectedEnd => Current.ExpectedEnd;

    private TargetProcess Current
    {
        get { lock (_gate) { return _process; } }
    }

    /// <summary>Starts the process and waits until it accepts. Throws <see cref="TargetException"/> with the target's last words.</summary>
    public static async Task<EmbeddedTarget> StartAsync(TargetLaunch launch, CancellationToken cancellationToken, TimeProvider? time = null)
    {
        time ??= TimeProvider.System;
        try
        {
            return new EmbeddedTarget(launch, await TargetProcess.StartAsync(launch, launch.Arguments, time, cancellationToken), time);
        }
        catch
        {
            RemoveFolder(launch);
            throw;
        }
    }

    /// <inheritdoc/>
    public IFaultPath? Path { get; private set; }

    /// <inheritdoc/>
    public void LeadThrough(IFaultPath path) => Path = path;

    /// <inheritdoc/>
    public void Accompany(IReadOnlyList<Companion> companions) => _companions = [.. companions];

    /// <inheritdoc/>
    public void ExpectExit(string because) => Current.ExpectExit(because);

    /// <inheritdoc/>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            if (_stopped) { throw new TargetException("the target was stopped and is not started again"); }
            TargetProcess old = Current;
            await old.StopAsync(); // after a kill it has ended; after an ignored SIGTERM it must, for its port
            await old.DisposeAsync();
            IReadOnlyList<string> arguments = _launch.RestartArguments?.Invoke(_first) ?? FixedPorts.In(_launch.Arguments, _first, _launch.MainAddress);
            TargetProcess next = await TargetProcess.StartAsync(_launch, arguments, _time, cancellationToken);
            lock (_gate) { _process = next; }
            _ = NoteExitAsync(next);
            if (MovedAddress(next.Ready) is { } moved) { throw new TargetException(moved); }
            // Some programs end with the connection to their server; whoever runs them in production starts them again too.
            foreach (Companion ended in _companions.Where(companion => companion.Process is null)) { await ended.StartAgainAsync(cancellationToken); }
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Ends the target in order and says what it took. Further calls do nothing.</summary>
    public async Task<StopMeans> StopAsync()
    {
        await _changing.WaitAsync();
        try
        {
            _stopped = true;
            return await Current.StopAsync();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Task.WhenAll(_companions.Select(companion => companion.DisposeAsync().AsTask())); // they served it while it drained
        await Current.DisposeAsync();
        RemoveFolder(_launch);
    }

    // What cannot be removed lies in the folder for temporary files, which others empty.
    private static void RemoveFolder(TargetLaunch launch)
    {
        try
        {
            if (launch.OwnFolder is { } folder && Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // expected: a file that is still open elsewhere
        }
    }

    private string? MovedAddress(ReadyLine ready)
    {
        foreach (var (name, address) in Addresses)
        {
            if (ready.Addresses.GetValueOrDefault(name) is not { } now || now != address)
            {
                return $"the restarted target announces '{name}' at {ready.Addresses.GetValueOrDefault(name)?.ToString() ?? "no address"} instead of {address}; "
                    + "its recipe must take the port as --port or --NAME-port";
            }
        }
        return null;
    }

    private async Task NoteExitAsync(TargetProcess process)
    {
        ProcessExit exit = await process.Exited;
        lock (_gate) { _exits.Add(exit); }
        Exited?.Invoke(exit);
    }
}
