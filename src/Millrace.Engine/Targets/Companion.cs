using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Engine.Targets;

/// <summary>
/// A further process of a target, which the lab starts once the target accepts, restarts where a fault asks for it, and ends with the run. It says nothing by
/// itself: it is ready when the target's <c>/readyz</c> says so. Safe to use from any thread.
/// </summary>
public sealed class Companion : IFaultTarget, IAsyncDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _gate = new();
    private readonly TargetLaunch _launch;
    private readonly ITarget _target;
    private readonly TimeProvider _time;
    private ChildProcess _process;
    private readonly List<ProcessExit> _exits = [];
    private Action<ProcessExit>? _watcher;
    private bool _stopped;

    private Companion(string name, TargetLaunch launch, ITarget target, TimeProvider time)
    {
        (Name, _launch, _target, _time) = (name, launch, target, time);
        _process = ChildProcess.Start(launch, launch.Arguments, null, time);
    }

    /// <summary>What reports and faults call it.</summary>
    public string Name { get; }

    /// <summary>The command that started it, as a person would type it.</summary>
    public string CommandLine => string.Join(' ', [_launch.Program.File, .. _launch.Program.FirstArguments, .. _launch.Arguments]);

    /// <inheritdoc/>
    public ProcessIdentity? Process => Current.Identity is { IsAlive: true } identity ? identity : null;

    /// <inheritdoc/>
    public bool CanRestart => true;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, IFaultTarget> Companions { get; } = new Dictionary<string, IFaultTarget>(StringComparer.Ordinal);

    /// <summary>The last lines that it wrote on standard error, oldest first.</summary>
    public IReadOnlyList<string> LastErrorLines => Current.LastErrorLines;

    private ChildProcess Current
    {
        get { lock (_gate) { return _process; } }
    }

    /// <summary>Starts the process; <see cref="ReadyAsync"/> says when it serves. Throws <see cref="TargetException"/>.</summary>
    internal static Companion Start(string name, TargetLaunch launch, ITarget target, TimeProvider? time = null)
    {
        var companion = new Companion(name, launch, target, time ?? TimeProvider.System);
        _ = companion.NoteExitAsync(companion._process);
        return companion;
    }

    /// <summary>
    /// Completes when the target says that it is ready; at once for one without an admin address that the lab did not start. Throws <see cref="TargetException"/>
    /// with the companion's last words where it ends before, or the target is not ready in time.
    /// </summary>
    internal async Task ReadyAsync(CancellationToken cancellationToken)
    {
        if (_target is ExternalTarget { Admin: null })
        {
            return;
        }

        ChildProcess process = Current;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task ready = Readiness.WaitAsync(() => _target.Admin, _launch.ReadyWithin, _time, ended.Token);
        await Task.WhenAny(ready, process.Exited).ConfigureAwait(false);
        if (process.Exited.IsCompleted && !ready.IsCompletedSuccessfully)
        {
            await ended.CancelAsync().ConfigureAwait(false);
            await ready.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await process.ReadToEndAsync().ConfigureAwait(false);
            throw process.Failure($"{(await process.Exited.ConfigureAwait(false)).Describe()} before the target was ready");
        }

        try
        {
            await ready.ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            throw process.Failure($"runs, but the target is not ready {Durations.Format(_launch.ReadyWithin)} after its start: {e.Message}");
        }
    }

    /// <summary>
    /// Has each end of the process told, on some thread, ends of before at once; <see cref="ProcessExit.Because"/> is null where it ended by itself. For one watcher.
    /// </summary>
    public void Watch(Action<ProcessExit> watcher)
    {
        ArgumentNullException.ThrowIfNull(watcher);
        ProcessExit[] before;
        lock (_gate)
        {
            before = [.. _exits];
            _watcher = watcher;
        }

        Array.ForEach(before, watcher);
    }

    /// <inheritdoc/>
    public void ExpectExit(string because) => Current.ExpectExit(because);

    /// <inheritdoc/>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StartAgainAsync(cancellationToken).ConfigureAwait(false);
        await ReadyAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends the process in order and says what it took. Further calls do nothing.</summary>
    public async Task<StopMeans> StopAsync()
    {
        await _changing.WaitAsync().ConfigureAwait(false);
        try
        {
            _stopped = true;
            return await Current.StopAsync().ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        await Current.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts a new process in the place of the old one, without waiting until it serves.</summary>
    internal async Task StartAgainAsync(CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_stopped) { throw new TargetException($"{_launch.Role} was stopped and is not started again"); }
            ChildProcess old = Current;
            await old.StopAsync().ConfigureAwait(false);
            await old.DisposeAsync().ConfigureAwait(false);
            ChildProcess next = ChildProcess.Start(_launch, _launch.Arguments, null, _time);
            lock (_gate) { _process = next; }
            _ = NoteExitAsync(next);
        }
        finally
        {
            _changing.Release();
        }
    }

    private async Task NoteExitAsync(ChildProcess process)
    {
        ProcessExit exit = await process.Exited.ConfigureAwait(false);
        // One that ends because its target went away is started again with it.
        string? because = exit.Because ?? (_target is EmbeddedTarget embedded ? embedded.ExpectedEnd ?? (embedded.Process is null ? "the target had ended" : null) : null);
        Action<ProcessExit>? watcher;
        lock (_gate)
        {
            _exits.Add(exit = exit with { Because = because });
            watcher = _watcher;
        }

        watcher?.Invoke(exit);
    }
}
