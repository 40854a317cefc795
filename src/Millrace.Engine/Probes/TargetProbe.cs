using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>
/// Watches a target's process or a companion's, and its successors after restarts. Its runtime's diagnostics port is looked for when the process is first
/// seen and a few times more, since it opens a moment after the start. Processes that serve for it are watched with it, and added. Used by one thread at a time.
/// </summary>
internal sealed class TargetProbe(IFaultTarget target, TimeProvider time, Func<IReadOnlyList<int>>? workers = null) : IAsyncDisposable
{
    private const int Attempts = 5;
    private readonly CancellationTokenSource _stopping = new();
    private readonly CpuMeter _cpu = new(time);
    private readonly WorkersProbe? _workers = workers is null ? null : new WorkersProbe(workers, time);
    private ProcessProbe? _probe;
    private Task<RuntimeSession>? _attaching;
    private RuntimeSession? _session;
    private RuntimePoint? _earlier;
    private int _attempts;

    /// <summary>Why its runtime is not measured, or null while it is or may still be.</summary>
    public string? RuntimeProblem { get; private set; }

    /// <summary>Completes when its runtime is watched or that was given up; never fails.</summary>
    public async Task AttachedAsync()
    {
        while (Follow() && _session is null && RuntimeProblem is null)
        {
            await ((Task?)_attaching ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TakeAttachedAsync();
            if (_session is null && RuntimeProblem is null) { await Task.Delay(TimeSpan.FromMilliseconds(50), time); }
        }
    }

    /// <summary>How it is now, or null where there is no process to look at.</summary>
    public async ValueTask<ProcessPoint?> ReadAsync()
    {
        if (!Follow() || _probe!.Read() is not { } reading) { return null; }
        await TakeAttachedAsync();
        double? percent = _cpu.Take(_probe.Process.Id, reading.CpuTime, time.GetTimestamp());
        // A predecessor's session says nothing about this process, and one that was cut off says nothing about now.
        RuntimeSession? session = _session is { Ended: false } && _session.Process == _probe.Process ? _session : null;
        var point = new ProcessPoint
        {
            ProcessId = _probe.Process.Id,
            CpuSeconds = _cpu.TotalSeconds,
            CpuPercent = percent,
            RssBytes = reading.RssBytes,
            Threads = reading.Threads,
            Descriptors = reading.Descriptors,
            Stopped = reading.Stopped,
            Runtime = session?.Read().After(_earlier),
        };
        return _workers?.Add(point) ?? point;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        if (_attaching is not null)
        {
            await ((Task)_attaching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_attaching.IsCompletedSuccessfully) { await (await _attaching).DisposeAsync(); }
        }
        if (_session is not null) { await _session.DisposeAsync(); }
        _stopping.Dispose();
    }

    // Turns to the process that serves now and keeps trying to attach to it; false where there is none.
    private bool Follow()
    {
        if (target.Process is not { } process) { return false; }
        if (_probe?.Process != process)
        {
            // Its last seconds may still have come in after the last look.
            if (_session is not null && _session.Process == _probe?.Process) { _earlier = _session.Read().After(_earlier); }
            _probe = new ProcessProbe(process);
            (_attempts, RuntimeProblem) = (0, null);
        }
        if (_workers is { Any: true })
        {
            RuntimeProblem = "several processes serve, and what their runtimes count is not added up";
            return true;
        }
        bool stale = _session is null || _session.Process != process || _session.Ended;
        if (stale && _attaching is null && _attempts < Attempts)
        {
            _attempts++;
            _attaching = RuntimeSession.AttachAsync(process, _stopping.Token);
        }
        return true;
    }

    private async ValueTask TakeAttachedAsync()
    {
        if (_attaching is not { IsCompleted: true } attached) { return; }
        _attaching = null;
        RuntimeSession? old = _session;
        try
        {
            RuntimeSession session = await attached;
            bool isCurrent = session.Process == _probe!.Process;
            if (isCurrent)
            {
                // A second session with the same process begins at 0 again.
                if (old?.Process == session.Process) { _earlier = old.Read().After(_earlier); }
                (_session, RuntimeProblem) = (session, null);
            }
            old = isCurrent ? old : session;
        }
        catch (ProbeException failed)
        {
            old = null;
            if (_attempts >= Attempts) { RuntimeProblem = failed.Message; }
        }
        catch (OperationCanceledException)
        {
            return; // expected: we are stopping
        }
        if (old is not null) { await old.DisposeAsync(); }
    }
}
