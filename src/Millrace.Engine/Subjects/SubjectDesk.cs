using System.Collections.Concurrent;
using Millrace.Engine.Clients;
using Millrace.Engine.Metering;
using Millrace.Engine.Subjects.Wire;
using Millrace.Shards;

namespace Millrace.Engine.Subjects;

/// <summary>Carries out the lab's orders with a subject: makes its tasks and meter, starts and ends the load, and hands over what was recorded.</summary>
internal sealed class SubjectDesk(ISubject subject, Func<SubjectReply, Task> send, CancellationToken stop) : IAsyncDisposable
{
    /// <summary>Iterations done in the measured part, among a run's metrics.</summary>
    public const string Iterations = "iterations";

    /// <summary>Tasks that noticed a fault and never worked again, among a run's metrics.</summary>
    public const string NotRecovered = "tasks-not-recovered";

    private const int KeptProblems = 16;
    private static readonly TimeSpan _unwindWithin = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _reckonWithin = TimeSpan.FromSeconds(10);
    // Who had less time than this between the end of a fault and the end of the load had no chance to recover.
    private static readonly TimeSpan _chance = TimeSpan.FromSeconds(1);
    private readonly ConcurrentQueue<string> _stuck = new();
    private SubjectSeat? _seat;
    private PhaseTimeline? _plan;
    private SubjectMeter? _meter;
    private SubjectTask[] _tasks = [];
    private SubjectLoad? _load;
    private StallWatch? _watch;
    private long _iterationsTold;
    private long _stoppedAt = long.MaxValue;

    /// <summary>Carries out one order; what goes wrong is in the reply.</summary>
    public async Task<SubjectReply> CarryOutAsync(SubjectOrder order)
    {
        try
        {
            return await DoAsync(order).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            return new SubjectReply { Error = $"{(e is ClientException ? "" : e.GetType().Name + ": ")}{e.Message}", State = State() };
        }
    }

    public async ValueTask DisposeAsync()
    {
        _watch?.Dispose();
        if (_load is not null)
        {
            await _load.AbandonAsync().ConfigureAwait(false);
        }

        await subject.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<SubjectReply> DoAsync(SubjectOrder order)
    {
        switch (order.Do)
        {
            case SubjectOrder.Hello:
                return new SubjectReply { Pid = Environment.ProcessId, Now = Shard.Now };
            case SubjectOrder.Seat:
                Seat(order.Run ?? throw new ClientException("order", "the order to seat says nothing of the run"));
                return new SubjectReply();
            case SubjectOrder.Connect:
                await subject.ConnectAsync(Run, Meter, stop).ConfigureAwait(false);
                return new SubjectReply { State = State(), Facts = subject.Facts };
            case SubjectOrder.Begin:
                Begin(order.From ?? 0, order.At ?? 0);
                return new SubjectReply();
            case SubjectOrder.Flip:
                return Flip();
            case SubjectOrder.Injected:
                _watch?.FaultBegan();
                Array.ForEach(_tasks, task => task.Injected(order.Fault ?? 0, order.At ?? 0, order.Threshold ?? 0));
                return new SubjectReply();
            case SubjectOrder.Ended:
                _watch?.FaultEnded();
                Array.ForEach(_tasks, task => task.Ended(order.Fault ?? 0, order.At ?? 0));
                return new SubjectReply();
            case SubjectOrder.Notes:
                return new SubjectReply { Notes = [.. _tasks.Select(task => NoteLine.Of(task.Note(order.Fault ?? 0)))] };
            case SubjectOrder.Stop:
                _stoppedAt = order.At ?? 0;
                _load?.Stop(order.At ?? 0);
                Meter.StopAt(order.At ?? 0);
                return new SubjectReply { State = State() };
            case SubjectOrder.Drain:
                await DrainAsync(order.At ?? 0).ConfigureAwait(false);
                return new SubjectReply { State = State(), Facts = subject.Facts };
            case SubjectOrder.Close:
                await CloseAsync(TimeSpan.FromSeconds(order.WithinSeconds ?? 3)).ConfigureAwait(false);
                return new SubjectReply { State = State(), Facts = subject.Facts };
            default:
                throw new ClientException("order", $"'{order.Do}' is no order that this subject knows");
        }
    }

    private SubjectSeat Run => _seat ?? throw new ClientException("order", "the run was not said yet");

    private SubjectMeter Meter => _meter ?? throw new ClientException("order", "the run was not said yet");

    private void Seat(SubjectSeat seat)
    {
        _seat = seat;
        _plan = PhaseTimeline.Plan(
            TimeSpan.FromSeconds(seat.WarmUpSeconds),
            TimeSpan.FromSeconds(seat.DurationSeconds),
            [.. seat.Windows.Select(window => new FaultWindow(window.Name, TimeSpan.FromSeconds(window.Start), TimeSpan.FromSeconds(window.End), TimeSpan.FromSeconds(window.Recovery)))]);
        var meter = new SubjectMeter(_plan, seat.Operations, Ticks.FromSeconds(seat.TimeoutSeconds));
        _tasks = [.. Enumerable.Range(0, seat.Clients).Select(i => new SubjectTask(i, meter, seat.Faults))];
        _watch = new StallWatch(subject, _tasks, meter, seat.StallSeconds, Stuck);
        _meter = meter;
    }

    private void Begin(long from, long start)
    {
        PhaseTimeline timeline = _plan!.StartingAt(from, start);
        Meter.Follow(timeline);
        _load = new SubjectLoad(subject, Run, _tasks);
        _load.Begin(timeline);
        _ = TellDoneAsync(_load);
    }

    private async Task TellDoneAsync(SubjectLoad load) => await send(new SubjectReply { Done = await load.Done.ConfigureAwait(false) }).ConfigureAwait(false);

    private SubjectReply Flip()
    {
        long iterations = _tasks.Sum(task => task.Iterations);
        if (iterations > _iterationsTold)
        {
            Meter.Count(Iterations, iterations - _iterationsTold, always: true);
            _iterationsTold = iterations;
        }

        // The whole process: its library's threads are what is measured. As a share of what it may use, one processor being whole.
        double cpu = Environment.CpuUsage.TotalTime.TotalSeconds / Environment.ProcessorCount;
        return new SubjectReply { Flip = FlipLine.Of(Meter.Flip(), cpu, Meter.Free.Add), State = State() };
    }

    private async Task DrainAsync(long deadline)
    {
        using var late = new CancellationTokenSource(Ticks.ToTimeSpan(Math.Max(0, deadline - Shard.Now)), TimeProvider.System);
        if (_load is { } load && !await load.EndsAsync(late.Token).ConfigureAwait(false))
        {
            long now = Shard.Now;
            foreach (SubjectTask task in _tasks.Where(task => !task.HasEnded && !task.IsStalled && subject is { IsConnected: true, IsHeldBack: false }))
            {
                task.IsStalled = true;
                _watch!.Name(task, now);
            }

            await load.AbandonAsync().ConfigureAwait(false);
            using var unwound = new CancellationTokenSource(_unwindWithin, TimeProvider.System);
            await load.EndsAsync(unwound.Token).ConfigureAwait(false);
        }

        await Quietly(subject.SettleAsync(late.Token)).ConfigureAwait(false);
        Array.ForEach(_tasks, task => task.GiveUp("stuck"));
        using var reckoning = new CancellationTokenSource(_reckonWithin, TimeProvider.System);
        if (await Quietly(subject.ReckonAsync(reckoning.Token)).ConfigureAwait(false))
        {
            Meter.Count(SubjectCounts.Reckoned, 1, always: true);
        }

        int hurt = _tasks.Count(task => Enumerable.Range(0, Run.Faults).Any(fault => IsHurt(task.Note(fault))));
        Meter.Count(NotRecovered, hurt, always: true);
        CountConnections();
    }

    // What the library itself made of each fault, beside what its tasks felt.
    private void CountConnections()
    {
        FaultNote[] faults = [.. Enumerable.Range(0, _tasks.Length == 0 ? 0 : Run.Faults).Select(_tasks[0].Note)];
        for (int i = 0; i < faults.Length; i++)
        {
            long next = faults.Select(fault => fault.InjectedAt).Where(at => at > faults[i].InjectedAt).DefaultIfEmpty(long.MaxValue).Min();
            (long givenUp, long back) = Meter.Connections.Around(faults[i], next);
            Count(SubjectCounts.GivenUpUs(i + 1), givenUp, faults[i].InjectedAt);
            Count(SubjectCounts.BackUs(i + 1), back, faults[i].EndedAt);
        }

        void Count(string name, long at, long since)
        {
            if (at > 0 && since > 0)
            {
                Meter.Count(name, Math.Max(1, Ticks.ToMicroseconds(at - since)), always: true);
            }
        }
    }

    private bool IsHurt(FaultNote note) => note is { NoticedAt: > 0, EndedAt: > 0, RecoveredAt: 0 } && note.EndedAt < _stoppedAt - Ticks.From(_chance);

    private async Task CloseAsync(TimeSpan within)
    {
        using var late = new CancellationTokenSource(within, TimeProvider.System);
        await Quietly(subject.CloseAsync(late.Token).WaitAsync(within, TimeProvider.System)).ConfigureAwait(false);
    }

    // True where it came to its end.
    private async Task<bool> Quietly(Task task)
    {
        try
        {
            await task.ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false; // the run waits no longer
        }
        catch (Exception e)
        {
            Stuck($"{e.GetType().Name}: {e.Message}");
            return false;
        }
    }

    private void Stuck(string problem)
    {
        if (_stuck.Count < KeptProblems)
        {
            _stuck.Enqueue(problem);
        }
    }

    private SubjectState State() => new(
        _seat is not null && subject.IsConnected ? _seat.Clients : 0, _meter?.Disconnects ?? 0, [.. _stuck, .. _load?.Heard.Values ?? (IEnumerable<string>)[]]);
}
