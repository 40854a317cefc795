using System.Globalization;
using Millrace.Engine.Faulting;
using Millrace.Engine.Metering;
using Millrace.Engine.Subjects;
using Millrace.Engine.Targets;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Running;

/// <summary>One run from its first connect to its report. Reads top to bottom in <see cref="RunAsync"/>.</summary>
internal sealed class LabRun : IDisposable
{
    private static readonly TimeSpan _allDownFor = TimeSpan.FromSeconds(5);

    private readonly Scenario _scenario;
    private readonly Preflight _preflight;
    private readonly ILabProgress _progress;
    private readonly RunStage _stage;
    private readonly RunBook _book;
    private readonly ICrew _crew;
    private readonly RunPages _pages;
    private readonly FaultCourse _faults;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _interrupt;
    private RunEnding _ending = RunEnding.Completed;
    private Results.TargetExit? _exit;
    private readonly Dictionary<string, Results.TargetExit> _companionExits = new(StringComparer.Ordinal);
    private readonly List<string> _problems = [];
    private Task<(IReadOnlyDictionary<string, double> Figures, string? Problem)>? _askedBefore;
    private int _unaskedExits;

    public LabRun(Scenario scenario, Preflight preflight, RunStage stage, ILabProgress progress, CancellationToken interrupt)
    {
        _scenario = scenario;
        _preflight = preflight;
        _progress = progress;
        _stage = stage;
        _interrupt = interrupt;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(interrupt);
        IReadOnlyList<FaultWindow> windows = FaultWindows.Of(preflight.Faults, scenario.Duration);
        PhaseTimeline plan = PhaseTimeline.Plan(scenario.WarmUp, scenario.Duration, windows);
        var collector = new Collector(plan.Phases.Count, scenario.Operations.Count + 1);
        _crew = stage.Subject is { } subject
            ? new SubjectCrew(scenario, subject.Pipe, windows, plan.Phases.Count, collector)
            : new GeneratorCrew(scenario, stage.Processors.Generator, plan, collector);
        _book = new RunBook(scenario, preflight, plan, _crew.Count, collector, stage.Probes);
        _pages = new RunPages(_book, _crew, stage.Folder, progress, Build);
        _faults = new FaultCourse(preflight.Faults, stage.Target, scenario.Seed, _book, _crew, progress);
        _book.FaultTimes = () => SeriesThinning.Boundaries(_faults.Planned());
    }

    public async Task<RunFile> RunAsync()
    {
        WatchTarget();
        await _crew.SeatAsync(_stage.Address, _preflight.Faults.Events.Count).ConfigureAwait(false);
        _book.Begin();
        using var pagesEnd = new CancellationTokenSource();
        Task pages = _pages.TurnAsync(pagesEnd.Token);

        Note($"connecting {_scenario.Clients} clients to {AddressText.Of(_stage.Address)}");
        await _crew.ConnectAsync(_book.Started, _stop.Token).ConfigureAwait(false);
        if (CanLoad())
        {
            await LoadAsync().ConfigureAwait(false);
        }
        else if (_book.Timeline.LoadStart == long.MaxValue)
        {
            EndConnectPhase();
        }

        long loadEnd = Math.Min(_crew.Done.IsCompletedSuccessfully ? await _crew.Done.ConfigureAwait(false) : Shard.Now, _book.Timeline.LoadEnd);
        await _crew.StopLoadAsync(loadEnd).ConfigureAwait(false);
        // The pages of the drain must not pass for those of a phase that was cut short.
        _book.Timeline = _book.Timeline.CutAt(loadEnd, long.MaxValue);
        Note("draining what is in flight");
        await _faults.EndAsync().ConfigureAwait(false);
        await _crew.DrainAsync(Shard.Now + Ticks.From(_scenario.DrainTimeout)).ConfigureAwait(false);
        _book.Timeline = _book.Timeline.CutAt(loadEnd, Shard.Now);
        _book.TargetWords = await AskTargetAsync().ConfigureAwait(false);
        _book.TargetWordsBefore = _askedBefore is null ? _book.TargetWordsBefore : (await _askedBefore.ConfigureAwait(false)).Figures;
        // Before the last page: a client that is stuck in a send learns only now that its message goes nowhere.
        await _crew.CloseAsync(_scenario.System.Info.CloseWithin).ConfigureAwait(false);
        await pagesEnd.CancelAsync().ConfigureAwait(false);
        await pages.ConfigureAwait(false);
        await _pages.TurnLastAsync().ConfigureAwait(false);
        IReadOnlyList<FaultResult> faults = await _faults.TellAsync().ConfigureAwait(false);
        if (_interrupt.IsCancellationRequested && _ending == RunEnding.Completed)
        {
            _ending = RunEnding.Interrupted;
        }

        RunFile run = Build(_ending, faults);
        _pages.WriteLast(run);
        return run;
    }

    public void Dispose()
    {
        _faults.Dispose();
        _stop.Dispose();
        _crew.Dispose();
    }

    private async Task LoadAsync()
    {
        // A little ahead, so that every shard is there before the first start is due.
        _book.Timeline = _book.Timeline.StartingAt(_book.Started, Shard.Now + Ticks.FromSeconds(0.02));
        PhaseTimeline timeline = _book.Timeline;
        _pages.FollowPlan();
        Note(_scenario.WarmUp > TimeSpan.Zero
            ? $"{_crew.Connected} clients connected; warming up for {Durations.Format(_scenario.WarmUp)}"
            : $"{_crew.Connected} clients connected; load for {Durations.Format(_scenario.Duration)}");
        await _crew.BeginLoadAsync(timeline).ConfigureAwait(false);
        _faults.Begin(timeline);
        _stage.Profiler?.Begin(timeline, _stop.Token);
        long downSince = 0;
        try
        {
            for (long left; (left = timeline.LoadEnd - Shard.Now) > 0;)
            {
                long warm = timeline.MeasuredStart - Shard.Now;
                if (warm <= 0 && _scenario.System.AsksTargetBefore)
                {
                    _askedBefore ??= AskTargetAsync();
                }

                Task pause = Task.Delay(TimeSpan.FromSeconds(Math.Min(Ticks.ToSeconds(warm > 0 ? Math.Min(warm, left) : left), 0.1)), TimeProvider.System, _stop.Token);
                if (await Task.WhenAny(pause, _crew.Done).ConfigureAwait(false) == _crew.Done)
                {
                    await _pages.TurnNowAsync().ConfigureAwait(false);
                    return;
                }

                await pause.ConfigureAwait(false);
                if (_book.Aborts.Missed is { } missed)
                {
                    _ending = RunEnding.Aborted;
                    Problem(missed);
                    return;
                }

                downSince = _crew.Connected > 0 || _faults.IsAnyHolding ? 0 : downSince == 0 ? Shard.Now : downSince;
                if (downSince > 0 && await EndWithoutClientsAsync(Ticks.ToTimeSpan(Shard.Now - downSince)).ConfigureAwait(false))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // expected: the user or the target's death ended the load; what ran is drained and told
        }
    }

    private Task<(IReadOnlyDictionary<string, double> Figures, string? Problem)> AskTargetAsync() =>
        TargetInquiry.AskAsync(_scenario.System, _stage.Target.Process is null && _scenario.Target is null ? null : _stage.Target.Admin);

    private bool CanLoad()
    {
        if (_stop.IsCancellationRequested)
        {
            return false;
        }

        if (_crew.Connected == 0)
        {
            _ending = RunEnding.TargetDied;
            string why = _crew.Exceptions.Select(exception => exception.Message).FirstOrDefault() ?? "no reason was given";
            Problem($"No client could connect to {AddressText.Of(_stage.Address)}: {why}");
            return false;
        }

        if (_crew.Connected < _scenario.Clients)
        {
            string why = _crew.Exceptions.Select(exception => exception.Message).FirstOrDefault() ?? "no reason was given";
            _progress.Note(new LabNote(Elapsed, $"only {_crew.Connected} of {_scenario.Clients} clients could connect: {why}", IsProblem: true));
        }

        return true;
    }

    private async Task<bool> EndWithoutClientsAsync(TimeSpan since)
    {
        if (_scenario.Reconnect == ReconnectPolicy.Off && _stage.Subject is null)
        {
            Note("every client has lost its connection, and none is to connect again");
            return true;
        }

        if (since < _allDownFor)
        {
            return false;
        }

        _ending = RunEnding.TargetDied;
        // Whose fault it is that nobody comes back: a library whose recovery hangs must not pass for a target that died.
        bool answers = _stage.Subject is not null && await Reach.TakesConnectionsAsync(_stage.Address).ConfigureAwait(false);
        Problem(string.Create(CultureInfo.InvariantCulture, $"No client has had a connection for {since.TotalSeconds:0.0} s: {(answers ? "the target takes connections, and the client library did not come back" : "the target is gone")}."));
        return true;
    }

    // The load never began: its phases have no length.
    private void EndConnectPhase() => _book.Timeline = _book.Timeline.StartingAt(_book.Started, Shard.Now).CutAt(Shard.Now, Shard.Now);

    private void WatchTarget()
    {
        if (_stage.Target is EmbeddedTarget embedded)
        {
            embedded.Exited += exit =>
            {
                if (_stage.IsEnding || _faults.WillRestart(exit.Because))
                {
                    return;
                }

                _ending = RunEnding.TargetDied;
                _exit = ExitOf(exit, embedded.LastErrorLines);
                Problem($"The target {Told(exit)}.");
                _stop.Cancel();
            };
        }

        if (_stage.Subject is { } subject)
        {
            _ = WatchAsync(subject);
        }

        foreach (Companion companion in _stage.Target.CompanionProcesses)
        {
            companion.Watch(exit => CompanionExited(companion, exit));
        }
    }

    // Nobody carries the load any more: the run ends with what is known of it.
    private async Task WatchAsync(SubjectProcess subject)
    {
        ProcessExit exit = await subject.Exited.ConfigureAwait(false);
        if (_stage.IsEnding)
        {
            return;
        }

        lock (_problems)
        {
            _companionExits[SubjectProcess.Name] = ExitOf(exit, subject.LastErrorLines);
        }

        _ending = RunEnding.TargetDied;
        Problem($"The subject, which carries out the load, {Told(exit)}. What it had begun and not ended is counted as indefinite.");
        await _stop.CancelAsync().ConfigureAwait(false);
    }

    // The target lives on, and so does the run: what clients make of it is what a person wants to see.
    private void CompanionExited(Companion companion, ProcessExit exit)
    {
        if (_stage.IsEnding || _faults.WillRestart(exit.Because))
        {
            return;
        }

        lock (_problems)
        {
            _companionExits[companion.Name] = ExitOf(exit, companion.LastErrorLines);
            _unaskedExits += exit.Because is null ? 1 : 0;
        }

        if (exit.Because is null)
        {
            Problem($"The {companion.Name} {Told(exit)}.");
        }
    }

    private Results.TargetExit ExitOf(ProcessExit exit, IReadOnlyList<string> lastLines) => new()
    {
        AtSeconds = _book.At(exit.At),
        How = exit.Describe(),
        Code = exit.Signal is null ? exit.Code : null,
        LastWords = lastLines.Count == 0 ? null : string.Join('\n', lastLines),
    };

    private string Told(ProcessExit exit) =>
        $"{exit.Describe()} {_book.At(exit.At).ToString("0.0", CultureInfo.InvariantCulture)} s into the run{(exit.Because is { } because ? $" ({because})" : "")}";

    private RunFile Build(RunEnding ending, IReadOnlyList<FaultResult>? faults) =>
        RunReport.Build(_book, _stage, _crew, ending, faults ?? _faults.Planned(), Problems(), Ends());

    private TimeSpan Elapsed => Ticks.ToTimeSpan(Shard.Now - _book.Started);

    private void Note(string text) => _progress.Note(new LabNote(Elapsed, text));

    private ProcessEnds Ends()
    {
        lock (_problems)
        {
            return new ProcessEnds(_exit, new Dictionary<string, Results.TargetExit>(_companionExits, StringComparer.Ordinal), _unaskedExits);
        }
    }

    private string[] Problems()
    {
        lock (_problems)
        {
            return [.. _problems];
        }
    }

    private void Problem(string text)
    {
        lock (_problems)
        {
            _problems.Add(text);
        }

        _progress.Note(new LabNote(Elapsed, text, IsProblem: true));
    }
}
