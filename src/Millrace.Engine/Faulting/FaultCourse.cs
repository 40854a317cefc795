using Millrace.Engine.Clients;
using Millrace.Engine.Metering;
using Millrace.Engine.Running;
using Millrace.Faults;
using Millrace.Results;

namespace Millrace.Engine.Faulting;

/// <summary>Carries a run's faults out and gathers what clients noticed of them.</summary>
internal sealed class FaultCourse : IDisposable
{
    private readonly FaultTimeline _timeline;
    private readonly RunBook _book;
    private readonly ICrew _crew;
    private readonly ILabProgress _progress;
    private readonly FaultRun _run;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _telling = [];
    private readonly Lock _gate = new();
    private Task _course = Task.CompletedTask;
    private long _steadyStart;

    public FaultCourse(FaultTimeline timeline, IFaultTarget target, long seed, RunBook book, ICrew crew, ILabProgress progress)
    {
        _timeline = timeline;
        _book = book;
        _crew = crew;
        _progress = progress;
        _run = new FaultRun(timeline, target, unchecked((int)seed)) { Changed = OnChanged };
    }

    /// <summary>True between the injection of a fault and its lifting.</summary>
    public bool IsAnyHolding => _run.Records.Any(record => record is { InjectedAt: not null, LiftedAt: null, Problem: null });

    /// <summary>Begins at the timeline's own time; second 0 is the end of the warm-up.</summary>
    public void Begin(PhaseTimeline timeline)
    {
        _steadyStart = timeline.MeasuredStart;
        _course = _run.RunAsync(_steadyStart, _end.Token);
    }

    /// <summary>Lifts what still holds.</summary>
    public async Task EndAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _course.ConfigureAwait(false);
        Task[] telling;
        lock (_gate)
        {
            telling = [.. _telling];
        }

        await Task.WhenAll(telling).ConfigureAwait(false);
    }

    /// <summary>True where the target's end was one of these faults' doing and it will be started again.</summary>
    public bool WillRestart(string? because) =>
        because is not null && _timeline.Events.Any(e => e.LiftAt is not null && because == $"{e.Fault.Info.Name}{e.Arguments}");

    /// <summary>The faults as planned, before anything is known of them.</summary>
    public IReadOnlyList<FaultResult> Planned() => [.. _run.Records.Select(Plain)];

    /// <summary>The faults with everything that was noticed.</summary>
    public async Task<IReadOnlyList<FaultResult>> TellAsync()
    {
        var results = new List<FaultResult>();
        IReadOnlyList<FaultRecord> records = _run.Records;
        for (int i = 0; i < records.Count; i++)
        {
            if (records[i].InjectedAt is null)
            {
                results.Add(Plain(records[i])); // whatever clients noticed was none of its doing
                continue;
            }

            FaultNote[] notes = await _crew.FaultNotesAsync(i).ConfigureAwait(false);
            results.Add(FaultStory.Tell(WithLosses(Plain(records[i]), records[i].Event), notes));
        }

        return results;
    }

    public void Dispose() => _end.Dispose();

    private void OnChanged(FaultRecord record)
    {
        int index = _timeline.Events.ToList().IndexOf(record.Event);
        TimeSpan now = Ticks.ToTimeSpan(Shards.Shard.Now - _book.Started);
        Task? told = null;
        if (record.Problem is { } problem)
        {
            _progress.Note(new LabNote(now, $"fault {record.Event}: {problem}", IsProblem: true));
        }
        else if (record.LiftedAt is { } lifted)
        {
            _progress.Note(new LabNote(now, $"fault {record.Event} is over"));
            told = _crew.FaultEndedAsync(index, _steadyStart + Ticks.From(lifted));
        }
        else if (record.InjectedAt is { } injected)
        {
            _progress.Note(new LabNote(now, $"fault {record.Event} begins"));
            told = _crew.FaultInjectedAsync(index, _steadyStart + Ticks.From(injected), _book.FaultThresholdTicks);
        }

        if (told is not null)
        {
            lock (_gate)
            {
                _telling.Add(told);
            }
        }
    }

    private FaultResult Plain(FaultRecord record) => new()
    {
        Kind = record.Event.Fault.Info.Name,
        Spec = record.Event.ToString(),
        Target = record.Event.Process ?? "target",
        AtSeconds = FromRun(record.Event.Start),
        UntilSeconds = record.Event.LiftAt is { } lift ? FromRun(lift) : null,
        InjectedAtSeconds = record.InjectedAt is { } injected ? FromRun(injected) : null,
        RemovedAtSeconds = record.LiftedAt is { } lifted ? FromRun(lifted) : null,
        Failure = record.Problem,
    };

    private FaultResult WithLosses(FaultResult result, FaultEvent fault)
    {
        long from = _steadyStart + Ticks.From(fault.Start);
        IReadOnlyList<Phase> phases = _book.Timeline.Phases;
        // A fault that is one event, such as a reset, has no phase of its own: its recovery begins at once.
        int first = Enumerable.Range(0, phases.Count)
            .FirstOrDefault(i => phases[i].Kind is PhaseKind.Fault or PhaseKind.Recovery && phases[i].Start <= from && from < phases[i].End, -1);
        if (first < 0)
        {
            return result;
        }

        int last = phases[first].Kind == PhaseKind.Fault && first + 1 < phases.Count && phases[first + 1].Kind == PhaseKind.Recovery ? first + 1 : first;
        Figures figures = _book.Collector.Total(phase => phase >= first && phase <= last, operation => operation != _book.ConnectIndex);
        return result with
        {
            Errors = figures.Tally.Errors,
            Lost = figures.Tally.Lost + figures.Tally.Indefinite,
            Backlog = Enumerable.Range(first, last - first + 1).Max(i => _book.Backlog.GetValueOrDefault(phases[i].Name)),
        };
    }

    // Before the load begins nobody knows how long connecting takes; then the plan alone is told.
    private double FromRun(TimeSpan sinceSteady) =>
        (_steadyStart == 0 ? _book.Scenario.WarmUp.TotalSeconds : _book.At(_steadyStart)) + sinceSteady.TotalSeconds;
}
