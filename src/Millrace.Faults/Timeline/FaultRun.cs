namespace Millrace.Faults;

/// <summary>
/// Carries a timeline out on a target. Every fault that was injected is lifted before <see cref="RunAsync"/> completes, also when it is
/// cancelled; a fault that fails is recorded and does not end the run.
/// </summary>
public sealed class FaultRun
{
    private static readonly TimeSpan LiftWithin = TimeSpan.FromSeconds(30);
    private readonly Lock _gate = new();
    private readonly IFaultTarget _target;
    private readonly TimeProvider _time;
    private readonly int _seed;
    private readonly FaultRecord[] _records;

    /// <summary>Prepares the run; <paramref name="seed"/> decides every random choice of every fault.</summary>
    public FaultRun(FaultTimeline timeline, IFaultTarget target, int seed, TimeProvider? time = null)
    {
        (_target, _seed, _time) = (target, seed, time ?? TimeProvider.System);
        _records = [.. timeline.Events.Select(e => new FaultRecord { Event = e })];
    }

    /// <summary>Called on some thread at each injection (just before it happens), lifting and failure.</summary>
    public Action<FaultRecord>? Changed { get; init; }

    /// <summary>What has happened so far, in the timeline's order.</summary>
    public IReadOnlyList<FaultRecord> Records
    {
        get { lock (_gate) { return [.. _records]; } }
    }

    /// <summary>
    /// Runs to the last lifting, or until cancelled, counting from <paramref name="steadyStart"/>, a timestamp of the clock given.
    /// Faults without an end hold until cancelled. Does not throw on cancellation.
    /// </summary>
    public Task RunAsync(long steadyStart, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, _records.Length).Select(i => RunOneAsync(i, steadyStart, cancellationToken)));

    private async Task RunOneAsync(int index, long steadyStart, CancellationToken cancellationToken)
    {
        FaultEvent planned = _records[index].Event;
        // 7919 keeps the faults' seeds apart from those that an engine derives by adding small numbers.
        var context = new FaultContext { Target = _target, Random = new Random(unchecked(_seed + 7919 * (index + 1))), Time = _time };
        FaultInstance? fault = null;
        bool held = false;
        try
        {
            await WaitUntilAsync(planned.Start, steadyStart, cancellationToken);
            fault = planned.Fault.Create(planned.Arguments, context);
            // Stamped and said before: clients may notice before we are back, and nothing may be detected before it was done.
            TimeSpan injectedAt = _time.GetElapsedTime(steadyStart);
            Note(index, r => r with { InjectedAt = injectedAt });
            await fault.InjectAsync(cancellationToken);
            held = true;
            if (planned is { LiftAt: null, Fault.Info.End: FaultEnd.None }) { return; } // nothing will ever be lifted
            await WaitUntilAsync(planned.LiftAt ?? Timeout.InfiniteTimeSpan, steadyStart, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // expected: the run ends early; what holds is lifted below
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            Note(index, r => r with { InjectedAt = held ? r.InjectedAt : null, Problem = failed.Message }); // whatever a fault throws belongs in the report, beside the others' results
        }
        finally
        {
            if (fault is not null) { await LiftAsync(index, fault, steadyStart, cancellationToken.IsCancellationRequested); }
        }
    }

    private async Task LiftAsync(int index, FaultInstance fault, long steadyStart, bool runEnded)
    {
        using var bounded = new CancellationTokenSource(LiftWithin, _time);
        try
        {
            bool lifted = await fault.LiftAsync(runEnded, bounded.Token);
            if (lifted) { Note(index, r => r with { LiftedAt = _time.GetElapsedTime(steadyStart) }); }
        }
        catch (Exception failed) when (failed is not OutOfMemoryException)
        {
            Note(index, r => r with { Problem = $"could not be lifted: {failed.Message}" });
        }
    }

    private async Task WaitUntilAsync(TimeSpan at, long steadyStart, CancellationToken cancellationToken)
    {
        if (at == Timeout.InfiniteTimeSpan) { await Task.Delay(at, _time, cancellationToken); }
        for (TimeSpan left; (left = at - _time.GetElapsedTime(steadyStart)) > TimeSpan.Zero;)
        {
            // Timers round down to whole milliseconds: come round again rather than act early.
            await Task.Delay(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, _time, cancellationToken);
        }
    }

    private void Note(int index, Func<FaultRecord, FaultRecord> change)
    {
        FaultRecord changed;
        lock (_gate) { changed = _records[index] = change(_records[index]); }
        Changed?.Invoke(changed);
    }
}
