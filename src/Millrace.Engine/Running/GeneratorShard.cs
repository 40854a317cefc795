using System.Collections.Concurrent;
using Millrace.Engine.Clients;
using Millrace.Engine.Dispatch;
using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Shards;

namespace Millrace.Engine.Running;

/// <summary>One generator thread: its clients, its dispatcher and its meter. Made and asked from the lab's thread, everything else on the shard's own.</summary>
internal sealed class GeneratorShard : LaneOwner, IDisposable
{
    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMilliseconds(50);

    private readonly ShardPlace _place;
    private readonly Scenario _scenario;
    private readonly Shard _shard;
    private readonly List<ClientLane> _lanes = [];
    private readonly List<ClientLane> _starters = [];
    private readonly ConcurrentDictionary<string, Exception> _heard = new(StringComparer.Ordinal);
    private readonly Dialer _dialer;
    private Dispatcher? _dispatcher;
    private int _startersUp;
    private bool _loading;
    private int _watchedFault = -1;

    public GeneratorShard(ShardPlace place, Scenario scenario, PhaseTimeline timeline, ConcurrentBag<Recorder> free)
    {
        _place = place;
        _scenario = scenario;
        Window = Math.Max(scenario.Window, scenario.Load is Flood flood ? flood.Window : 1);
        StartOperation = scenario.System.Info.Modes.FirstOrDefault(mode => mode.Name == scenario.Mode)?.Starts ?? default;
        TimeoutTicks = Ticks.From(scenario.OperationTimeout);
        ConnectOperation = new OperationId((byte)scenario.Operations.Count);
        Meter = new Meter(timeline, scenario.Operations.Count + 1, free);
        _shard = Shard.Start(new ShardOptions { Name = $"generator {place.Index}", Cpu = place.Cpu });
        _dialer = new Dialer(_shard, scenario, Meter);
    }

    public override Meter Meter { get; }

    public override Dispatcher Dispatcher => _dispatcher ?? throw new InvalidOperationException("The dispatcher is made with the clients.");

    public override OperationId StartOperation { get; }

    public override int Window { get; }

    public override long TimeoutTicks { get; }

    public override TimeSpan ConnectTimeout => _scenario.ConnectTimeout;

    public override OperationId ConnectOperation { get; }

    /// <summary>Clients that are connected now. From any thread, as of some moment ago.</summary>
    public int Connected { get; private set; }

    /// <summary>Connections lost so far while the run wanted them. From any thread, as of some moment ago.</summary>
    public int Disconnects { get; private set; }

    /// <summary>The first exception of each kind that came out of a client.</summary>
    public IEnumerable<Exception> Exceptions => _heard.Values;

    /// <summary>Makes this shard's clients: those whose number modulo the count of shards is its own.</summary>
    public Task SeatAsync(Uri target, int faults) => _shard.RunAsync(() =>
    {
        for (int i = _place.Index; i < _scenario.Clients; i += _place.Count)
        {
            var seat = new ClientSeat(i, _shard, target, _scenario);
            var lane = new ClientLane(_scenario.System.NewClient(seat), seat, this);
            lane.Step.Watch = faults > 0 ? new FaultWatch(faults) : null;
            _lanes.Add(lane);
            if (!lane.IsListener)
            {
                _starters.Add(lane);
            }
        }

        return ValueTask.CompletedTask;
    });

    /// <summary>Numbers of this shard's clients that start, ascending. Known once they are made.</summary>
    public IEnumerable<int> Starters => _starters.Select(lane => lane.Index);

    /// <summary>Makes the dispatcher.</summary>
    /// <param name="starters">The clients of the whole run that start, ascending.</param>
    /// <param name="place">This shard's number among those with a client that starts, and how many of those there are.</param>
    public Task PlanAsync(IReadOnlyList<int> starters, (int Index, int Count) place) => _shard.RunAsync(() =>
    {
        int rank = 0;
        foreach (ClientLane lane in _starters)
        {
            while (starters[rank] != lane.Index)
            {
                rank++;
            }

            lane.Rank = rank;
        }

        _dispatcher = Dispatcher.For(new DispatchPlan
        {
            Load = _scenario.Load,
            Shard = _shard,
            Meter = Meter,
            Lanes = _starters,
            Clients = _scenario.Clients,
            Starters = starters.Count,
            Connected = () => _startersUp,
            StartOperation = StartOperation,
            Window = Window,
            ShardIndex = place.Index,
            ShardCount = place.Count,
            Seed = _scenario.Seed,
            TimeoutTicks = TimeoutTicks,
        });
        _ = SweepAsync();
        return ValueTask.CompletedTask;
    });

    /// <summary>Opens every connection on an even schedule from <paramref name="start"/>; completes when each stands or has been given up.</summary>
    public Task ConnectAsync(long start, CancellationToken cancellationToken) => _shard.RunAsync(() => _dialer.OpenAsync(_lanes, start, cancellationToken));

    /// <summary>Begins the load at the timeline's own time.</summary>
    public Task BeginLoadAsync(PhaseTimeline timeline) => _shard.RunAsync(async () =>
    {
        await _shard.DelayUntil(timeline.LoadStart);
        Meter.Follow(timeline);
        _loading = true;
        Dispatcher.Begin(timeline.LoadStart, timeline.LoadEnd);
    });

    /// <summary>No start is due from <paramref name="end"/> on.</summary>
    public Task StopLoadAsync(long end) => _shard.RunAsync(() =>
    {
        if (_loading)
        {
            _loading = false;
            Dispatcher.Stop(end);
        }

        Meter.StopAt(end);
        return ValueTask.CompletedTask;
    });

    /// <summary>
    /// Messages begun here and not ended, less those that ended here and began elsewhere; attempts to connect are none. From any thread, as of some moment ago.
    /// </summary>
    public long Unresolved => Meter.Unresolved - Meter.Connecting;

    /// <summary>Names what never came.</summary>
    public Task GiveUpAsync() => _shard.RunAsync(() =>
    {
        foreach (ClientLane lane in _lanes)
        {
            lane.GiveUp();
        }

        return ValueTask.CompletedTask;
    });

    /// <summary>Closes every client, for at most a while.</summary>
    public Task CloseAsync(TimeSpan within) => _shard.RunAsync(async () =>
    {
        _dialer.IsClosing = true;
        long deadline = Shard.Now + Ticks.From(within);
        int open = _lanes.Count;
        foreach (ClientLane lane in _lanes)
        {
            Close(lane);
        }

        while (open > 0 && Shard.Now < deadline)
        {
            await _shard.Delay(TimeSpan.FromMilliseconds(2));
        }

        // What a client began after the drain, at the end of an iteration of its own, has no end either.
        foreach (ClientLane lane in _lanes)
        {
            lane.GiveUp();
        }

        async void Close(ClientLane lane)
        {
            await lane.CloseAsync();
            open--;
        }
    });

    /// <summary>Takes what was recorded since the last flip, with the thread's processor time so far.</summary>
    public async Task<(Flip Flip, double? CpuSeconds, double? QueuedSeconds)> FlipAsync()
    {
        (Flip, double?, double?) taken = default;
        await _shard.RunAsync(() =>
        {
            taken = (Meter.Flip(Shard.Now), ThreadClock.Seconds(), ThreadClock.QueuedSeconds());
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return taken;
    }

    /// <summary>From here on every client looks out for a fault.</summary>
    public Task FaultInjectedAsync(int fault, long at, long thresholdTicks) => OnEveryWatch(watch => watch.Injected(fault, at, thresholdTicks), fault);

    /// <summary>From here on every client looks out for the recovery from a fault.</summary>
    public Task FaultEndedAsync(int fault, long at) => OnEveryWatch(watch => watch.Ended(fault, at), fault);

    /// <summary>What every client noticed of a fault.</summary>
    public async Task<IReadOnlyList<FaultNote>> FaultNotesAsync(int fault)
    {
        var notes = new List<FaultNote>();
        await _shard.RunAsync(() =>
        {
            notes.AddRange(_lanes.Where(lane => lane.Step.Watch is not null).Select(lane => lane.Step.Watch![fault]));
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        return notes;
    }

    public override void CameUp(ClientLane lane)
    {
        Connected++;
        _startersUp += lane.IsListener ? 0 : 1;
        if (_loading)
        {
            lane.Pump();
        }
    }

    public override void WentDown(ClientLane lane, string kind)
    {
        Connected--;
        _startersUp -= lane.IsListener ? 0 : 1;
        if (_dialer.IsClosing)
        {
            return;
        }

        Disconnects++;
        Meter.CountDisconnect(kind);
        _dialer.Reopen(lane);
    }

    public override void Heard(Exception exception)
    {
        if (_heard.Count < 16)
        {
            _heard.TryAdd(exception.GetType().Name + ErrorKinds.Of(exception), exception);
        }
    }

    public void Dispose() => _shard.Dispose();

    // Finds what is overdue; while a fault is watched, also who has waited for longer than its threshold.
    private async Task SweepAsync()
    {
        try
        {
            long every = Ticks.From(_sweepEvery);
            for (long due = Shard.Now; ;)
            {
                await _shard.DelayUntil(due);
                long now = Shard.Now;
                due = Meter.CountTimers(due, every, now);
                foreach (ClientLane lane in _lanes)
                {
                    lane.Step.InFlight.Expire(now);
                    if (_watchedFault >= 0)
                    {
                        lane.Step.Watch?.Waited(lane.Step.InFlight.OldestSent(), now);
                    }
                }
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }

    private Task OnEveryWatch(Action<FaultWatch> tell, int fault) => _shard.RunAsync(() =>
    {
        _watchedFault = fault;
        foreach (ClientLane lane in _lanes)
        {
            if (lane.Step.Watch is { } watch)
            {
                tell(watch);
            }
        }

        return ValueTask.CompletedTask;
    });
}
