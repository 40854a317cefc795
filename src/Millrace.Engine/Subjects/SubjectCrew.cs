using Millrace.Engine.Clients;
using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Engine.Running;
using Millrace.Engine.Subjects.Wire;
using Millrace.Shards;

namespace Millrace.Engine.Subjects;

/// <summary>
/// A run's load in a process of its own. Every order has a time limit. Once the subject has gone, orders are answered from here: what it had begun and not ended is
/// indefinite, and the run's accounts still close.
/// </summary>
internal sealed class SubjectCrew : ICrew
{
    /// <summary>The kind of error of operations whose subject died.</summary>
    public const string DiedKind = "subject-died";

    private static readonly TimeSpan _answerWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _slack = TimeSpan.FromSeconds(20);
    private readonly SubjectPipe _pipe;
    private readonly Scenario _scenario;
    private readonly Collector _collector;
    private readonly IReadOnlyList<FaultWindow> _windows;
    private readonly int _slots;
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Tally[] _known;
    private volatile SubjectState _state = new(0, 0, []);
    private string? _failure;
    private bool _reckoned;

    public SubjectCrew(Scenario scenario, SubjectPipe pipe, IReadOnlyList<FaultWindow> windows, int phases, Collector collector)
    {
        (_scenario, _pipe, _windows, _collector) = (scenario, pipe, windows, collector);
        _slots = phases * (scenario.Operations.Count + 1);
        _known = new Tally[_slots];
        pipe.News = Hear;
    }

    public int Count => 1;

    public int Connected => _pipe.Gone is null ? _state.Connected : 0;

    public int Disconnects => _state.Disconnects;

    public IEnumerable<Exception> Exceptions => _state.Problems.Select(problem => new ClientException(ErrorKinds.Other, problem))
        .Concat(_failure is { } failure ? [new ClientException("subject", failure)] : Array.Empty<Exception>());

    public Task<long> Done => _done.Task;

    public IReadOnlyDictionary<string, string> Facts { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public Task SeatAsync(Uri target, int faults) => TellAsync(new SubjectOrder
    {
        Do = SubjectOrder.Seat,
        Run = new SubjectSeat
        {
            Target = target.OriginalString,
            Via = _scenario.Via?.ToString(),
            Clients = _scenario.Clients,
            Mode = _scenario.Mode,
            PayloadBytes = _scenario.PayloadBytes,
            Parameters = new Dictionary<string, string>(_scenario.Parameters, StringComparer.Ordinal),
            Seed = _scenario.Seed,
            Iterations = _scenario.Iterations,
            WarmUpSeconds = _scenario.WarmUp.TotalSeconds,
            DurationSeconds = _scenario.Duration.TotalSeconds,
            ThinkSeconds = _scenario.Load is Closed closed ? closed.ThinkTime.TotalSeconds : 0,
            TimeoutSeconds = _scenario.OperationTimeout.TotalSeconds,
            ConnectSeconds = _scenario.ConnectTimeout.TotalSeconds,
            StallSeconds = Math.Max(10, 2 * _scenario.OperationTimeout.TotalSeconds) + (_scenario.Load is Closed pausing ? pausing.ThinkTime.TotalSeconds : 0),
            Operations = _scenario.Operations.Count,
            Faults = faults,
            Windows = [.. _windows.Select(window => new SubjectWindow(window.Name, window.Start.TotalSeconds, window.End.TotalSeconds, window.Recovery.TotalSeconds))],
        },
    });

    public Task ConnectAsync(long start, CancellationToken cancellationToken) =>
        TellAsync(new SubjectOrder { Do = SubjectOrder.Connect }, _scenario.ConnectTimeout + _answerWithin, cancellationToken);

    public Task BeginLoadAsync(PhaseTimeline timeline) =>
        TellAsync(new SubjectOrder { Do = SubjectOrder.Begin, From = timeline.Phases[0].Start, At = timeline.LoadStart });

    public Task FaultInjectedAsync(int fault, long at, long thresholdTicks) =>
        TellAsync(new SubjectOrder { Do = SubjectOrder.Injected, Fault = fault, At = at, Threshold = thresholdTicks });

    public Task FaultEndedAsync(int fault, long at) => TellAsync(new SubjectOrder { Do = SubjectOrder.Ended, Fault = fault, At = at });

    public async Task<FaultNote[]> FaultNotesAsync(int fault)
    {
        SubjectReply? reply = await TellAsync(new SubjectOrder { Do = SubjectOrder.Notes, Fault = fault }).ConfigureAwait(false);
        return [.. reply?.Notes?.Select(note => note.ToNote()) ?? []];
    }

    public async Task<(Flip Flip, double? CpuSeconds, double? QueuedSeconds)[]> FlipAsync()
    {
        SubjectReply? reply = await TellAsync(new SubjectOrder { Do = SubjectOrder.Flip }).ConfigureAwait(false);
        if (reply?.Flip is not { } line)
        {
            return [(Farewell(), null, null)];
        }

        Flip flip = line.ToFlip(_slots, () => _collector.Free.TryTake(out Recorder? recorder) ? recorder : new Recorder());
        for (int i = 0; i < _slots; i++)
        {
            if (flip.Recorders[i] is { } recorder)
            {
                _known[i].Add(in recorder.Tally);
            }
        }

        return [(flip, line.CpuSeconds, null)];
    }

    public Task StopLoadAsync(long end) => TellAsync(new SubjectOrder { Do = SubjectOrder.Stop, At = end });

    public Task DrainAsync(long deadline) =>
        TellAsync(new SubjectOrder { Do = SubjectOrder.Drain, At = deadline }, Ticks.ToTimeSpan(Math.Max(0, deadline - Shard.Now)) + _slack);

    public Task CloseAsync(TimeSpan within) => TellAsync(new SubjectOrder { Do = SubjectOrder.Close, WithinSeconds = within.TotalSeconds }, within + _slack);

    public void Dispose() => _pipe.News = null;

    private void Hear(SubjectReply reply)
    {
        if (reply.State is { } state)
        {
            _state = state;
        }

        if (reply.Facts is { } facts)
        {
            Facts = facts;
        }

        if (reply.Done is { } done)
        {
            _done.TrySetResult(done);
        }
    }

    // Null where there is no subject any more, or it could not: then what it said is the run's failure.
    private async Task<SubjectReply?> TellAsync(SubjectOrder order, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _pipe.AskAsync(order, within ?? _answerWithin, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null; // the run was called off; what follows ends it
        }
        catch (Exception e) when (e is SubjectGoneException or ClientException or FormatException)
        {
            _failure ??= e.Message;
            return null;
        }
    }

    // What it had begun and not ended when it went: nobody knows.
    private Flip Farewell()
    {
        var recorders = new Recorder?[_slots];
        for (int i = 0; i < _slots && _pipe.Gone is not null && !_reckoned; i++)
        {
            long open = _known[i].Sent - _known[i].Ended;
            if (open != 0)
            {
                recorders[i] = _collector.Free.TryTake(out Recorder? free) ? free : new Recorder();
                recorders[i]!.Tally.Indefinite = open;
                recorders[i]!.Errors[DiedKind] = open;
            }
        }

        _reckoned = _reckoned || _pipe.Gone is not null;
        return new Flip(Shard.Now, recorders, new(StringComparer.Ordinal), new(StringComparer.Ordinal), 0, 0, []);
    }
}
