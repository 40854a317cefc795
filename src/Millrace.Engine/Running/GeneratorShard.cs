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
    private const int ConnectsAtOnce = 128;
    private const int ConnectAttempts = 3;
    private static readonly TimeSpan _sweepEvery = TimeSpan.FromMilliseconds(50);

    private readonly ShardPlace _place;
    private readonly Scenario _scenario;
    private readonly Shard _shard;
    private readonly List<ClientLane> _lanes = [];
    private readonly ConcurrentDictionary<string, Exception> _heard = new(StringComparer.Ordinal);
    private Dispatcher? _dispatcher;
    private int _connecting;
    private bool _closing;
    private bool _loading;
    private int _watchedFault = -1;

    public GeneratorShard(ShardPlace place, Scenario scenario, PhaseTimeline timeline, ConcurrentBag<Recorder> free)
    {
        _place = place;
        _scenario = scenario;
        Window = Math.Max(scenario.Window, scenario.Load is Flood flood ? flood.Window : 1);
        TimeoutTicks = Ticks.From(scenario.OperationTimeout);
        ConnectOperation = new OperationId((byte)scenario.System.Info.Operations.Count);
        Meter = new Meter(timeline, scenario.System.Info.Operations.Count + 1, free);
        _shard = Shard.Start(new ShardOptions { Name = $"generator {place.Index}", Cpu = place.Cpu });
    }

    public override Meter Meter { get; }

    public override Dispatcher Dispatcher => _dispatcher ?? throw new InvalidOperationException("The dispatcher is made with the clients.");

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
        }

        _dispatcher = Dispatcher.For(new DispatchPlan
        {
            Load = _scenario.Load,
            Shard = _shard,
            Meter = Meter,
            Lanes = _lanes,
            Clients = _scenario.Clients,
            Connected = () => Connected,
            Window = Window,
            ShardIndex = _place.Index,
            ShardCount = _place.Count,
            Seed = _scenario.Seed,
            TimeoutTicks = TimeoutTicks,
        });
        _ = SweepAsync();
        return ValueTask.CompletedTask;
    });

    /// <summary>Opens every connection on an even schedule from <paramref name="start"/>; completes when each stands or has been given up.</summary>
    public Task ConnectAsync(long start, CancellationToken cancellationToken) => _shard.RunAsync(async () =>
    {
        double interval = Ticks.PerSecond / _scenario.ConnectRate;
        foreach (ClientLane lane in _lanes)
        {
            long due = start + (long)(lane.Index * interval);
            await _shard.DelayUntil(due);
            while (_connecting >= ConnectsAtOnce && !cancellationToken.IsCancellationRequested)
            {
                await _shard.Delay(TimeSpan.FromMilliseconds(1));
            }

            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            _connecting++;
            _ = FirstConnectAsync(lane, due, cancellationToken);
        }

        while (_connecting > 0)
        {
            await _shard.Delay(TimeSpan.FromMilliseconds(1));
        }
    });

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

    /// <summary>Waits until nothing is in flight or the deadline passes; then names what never came.</summary>
    public Task DrainAsync(long deadline) => _shard.RunAsync(async () =>
    {
        while (Meter.Unresolved > 0 && Shard.Now < deadline)
        {
            await _shard.Delay(TimeSpan.FromMilliseconds(2));
        }

        foreach (ClientLane lane in _lanes)
        {
            lane.GiveUp();
        }
    });

    /// <summary>Closes every client, for at most a while.</summary>
    public Task CloseAsync(TimeSpan within) => _shard.RunAsync(async () =>
    {
        _closing = true;
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
    public async Task<(Flip Flip, double? CpuSeconds)> FlipAsync()
    {
        (Flip, double?) taken = default;
        await _shard.RunAsync(() =>
        {
            taken = (Meter.Flip(Shard.Now), ThreadClock.Seconds());
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
        if (_loading)
        {
            lane.Pump();
        }
    }

    public override void WentDown(ClientLane lane, string kind)
    {
        Connected--;
        if (_closing)
        {
            return;
        }

        Disconnects++;
        Meter.CountDisconnect(kind);
        if (_scenario.Reconnect)
        {
            _ = ReconnectAsync(lane);
        }
    }

    public override void Heard(Exception exception)
    {
        if (_heard.Count < 16)
        {
            _heard.TryAdd(exception.GetType().Name + ErrorKinds.Of(exception), exception);
        }
    }

    public void Dispose() => _shard.Dispose();

    private async Task FirstConnectAsync(ClientLane lane, long due, CancellationToken cancellationToken)
    {
        try
        {
            for (int attempt = 0; attempt < ConnectAttempts && !_closing && !cancellationToken.IsCancellationRequested; attempt++)
            {
                if (attempt > 0)
                {
                    await _shard.Delay(Backoff.Of(lane.Step.Seat.Random, attempt - 1), cancellationToken);
                    due = Shard.Now;
                }

                if (await lane.ConnectAsync(due, cancellationToken))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // expected: the run ends before the client is connected
        }
        finally
        {
            _connecting--;
        }
    }

    private async Task ReconnectAsync(ClientLane lane)
    {
        try
        {
            for (int attempt = 0; !_closing && !Meter.Draining; attempt++)
            {
                await _shard.Delay(Backoff.Of(lane.Step.Seat.Random, attempt));
                if (_closing || Meter.Draining || (!lane.IsStepping && await lane.ConnectAsync(Shard.Now, CancellationToken.None)))
                {
                    return;
                }
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }

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
