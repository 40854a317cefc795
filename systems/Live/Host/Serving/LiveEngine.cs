using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admission;
using Millrace.Live.Host.Keeping;
using Millrace.Live.Host.Memory;
using Millrace.Live.Host.Metrics;
using Millrace.Live.Host.Rendering;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Sessions;
using Millrace.WebSockets;

namespace Millrace.Live.Host.Serving;

/// <summary>All that the pages of one application share. It starts with the first of them and ends with the application.</summary>
internal sealed class LiveEngine : IAsyncDisposable
{
    private const long KeptInMemory = 64 * 1024 * 1024;
    private const int KeptFiles = 100_000;
    private const long KeptInFiles = 1024L * 1024 * 1024;
    private static readonly TimeSpan s_sweepPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_storePeriod = TimeSpan.FromMinutes(10);

    private readonly List<Periodic> _periodic = [];
    private int _relieving;
    private volatile bool _isDraining;

    /// <exception cref="ServerStartException">An option is wrong, or the state folder cannot be used.</exception>
    public LiveEngine(LiveOptions options, IServiceProvider services, ILoggerFactory logs, TimeProvider time, bool listensItself = false)
    {
        IReadOnlyList<string> errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ServerStartException(string.Join(' ', errors));
        }

        (Options, Services, Time, Log) = (options, services, time, logs.CreateLogger("Millrace.Live"));
        Hosts = options.ToHostPolicy(listensItself);
        Clock = new LiveClock(time);
        Ledger = new MemoryLedger(options.MaxTotalBytes);
        Sessions = new SessionTable(options, Ledger, Counters);
        Arriving = new AddressLimits(options.MaxSessionsPerAddress);
        Pressure = new Pressure(Sessions, Ledger, Log);
        Tokens = new SessionToken(options.StateFolder is { } folder ? SigningKey.Of(folder) : SigningKey.New(), time);
        Store = options.StateFolder is { } kept
            ? new FolderStore(kept, options.TokenLifetime, KeptFiles, KeptInFiles, time)
            : new MemoryStore(options.TokenLifetime, KeptInMemory, time);
        Keeper = new Keeper(Store, Counters, Log);
        Budget = new RenderBudget(options.RenderRounds, options.RenderNodes);
        Metrics = new LiveMetrics(this);
        Sweep = new Sweep(this);
        Opening = new Opening(this);
        Welcoming = new Welcoming(this);
    }

    public LiveOptions Options { get; }

    public IServiceProvider Services { get; }

    public TimeProvider Time { get; }

    public LiveClock Clock { get; }

    public ILogger Log { get; }

    public LiveCounters Counters { get; } = new();

    public LiveMetrics Metrics { get; }

    /// <summary>How far a page may go at once.</summary>
    public RenderBudget Budget { get; }

    public LiveRoutes Routes { get; } = new();

    public MemoryLedger Ledger { get; }

    public Pressure Pressure { get; }

    public SessionTable Sessions { get; }

    /// <summary>Connections that have no session yet, by address: not more of one than it may have sessions.</summary>
    public AddressLimits Arriving { get; }

    /// <summary>By which names the server lets itself be called.</summary>
    public HostPolicy Hosts { get; }

    public SessionToken Tokens { get; }

    public ISessionStore Store { get; }

    public Keeper Keeper { get; }

    public Sweep Sweep { get; }

    /// <summary>Makes sessions.</summary>
    public Opening Opening { get; }

    /// <summary>Finds the session of a connection.</summary>
    public Welcoming Welcoming { get; }

    /// <summary>True once no new session is taken because the server stops.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>True where a new page would be taken: one without a connection makes room for it.</summary>
    public bool IsReady =>
        !IsDraining && Ledger.Level < PressureLevel.Full
        && (Sessions.Count < Options.MaxSessions || Sessions.CountOf(SessionState.Pending) + Sessions.CountOf(SessionState.Detached) > 0);

    /// <summary>How it stands, for people.</summary>
    public string Summary =>
        $"sessions {Sessions.Count}: attached {Sessions.CountOf(SessionState.Attached)}, detached {Sessions.CountOf(SessionState.Detached)}, pending {Sessions.CountOf(SessionState.Pending)}; {Ledger.Total} bytes";

    /// <summary>Begins to look after the sessions.</summary>
    public void Start()
    {
        _periodic.Add(Periodic.Start("look after the sessions", s_sweepPeriod, Time, LookAsync, Log));
        _periodic.Add(Periodic.Start("write what sessions keep", Options.SaveDelay, Time, SaveAsync, Log));
        _periodic.Add(Periodic.Start("forget what is no longer kept", s_storePeriod, Time, ForgetAsync, Log));
    }

    /// <summary>A session takes more or less than before.</summary>
    public void Account(long change)
    {
        if (Ledger.Add(change))
        {
            Relieve();
        }
    }

    /// <summary>A session has lost its connection.</summary>
    public void Detached()
    {
        if (Sessions.CountOf(SessionState.Detached) > Options.MaxDetachedSessions)
        {
            Sessions.MakeRoom(EndReason.TooManyDetached, SessionState.Detached);
        }
    }

    /// <summary>A connection found its session.</summary>
    public void Welcomed(LiveConnection connection)
    {
        Sweep.Forget(connection);
        Arrived(connection);
    }

    /// <summary>A connection has ended.</summary>
    public void Gone(LiveConnection connection) => Welcomed(connection);

    /// <summary>A connection says farewell.</summary>
    public void Leaving(LiveConnection connection) => Sweep.Watch(connection);

    /// <summary>Sends a connection away that has no session.</summary>
    public void Refuse(LiveConnection connection, RefusalReason reason, Farewell farewell)
    {
        Counters.Refuse(reason);
        LiveLog.Refused(Log, connection.Address, reason.ToString());
        connection.Leave(farewell);
        connection.SendFarewell();
    }

    /// <summary>Takes no one new, keeps what is to be kept, and says goodbye to all; true once they have gone.</summary>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _isDraining = true;
        await StopPeriodicAsync().ConfigureAwait(false);
        LiveLog.Leaving(Log, Sessions.Count);
        HashSet<SessionId> told = [];
        int rounds = 0;
        long start = Time.GetTimestamp();
        while (Sessions.Count > 0 || Sessions.TakingDown > 0 || Sweep.Watched > 0 || Keeper.IsWriting)
        {
            if (Time.GetElapsedTime(start) > limit)
            {
                return false;
            }

            Tell(told);
            if (++rounds % 25 == 0)
            {
                Keeper.Retry();
            }

            Sweep.Look();
            await Task.Delay(TimeSpan.FromMilliseconds(20), Time, cancellationToken).ConfigureAwait(false);
        }

        return true;
    }

    // Again and again, since one that was being made when the stop began comes later. What a session keeps is taken in the turn that ends it, so nothing can come behind that.
    private void Tell(HashSet<SessionId> told)
    {
        foreach (LiveSession session in Sessions.All)
        {
            if (told.Add(session.Id))
            {
                // Not all at once: each comes back a little later than the one before it, within two seconds.
                uint after = (uint)(told.Count * 97 % 2000);
                session.Post(() => session.End(EndReason.Shutdown, Farewell.Restart(after)));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopPeriodicAsync().ConfigureAwait(false);
        Metrics.Dispose();
    }

    private async ValueTask StopPeriodicAsync()
    {
        foreach (Periodic each in _periodic)
        {
            await each.DisposeAsync().ConfigureAwait(false);
        }

        _periodic.Clear();
    }

    private void Arrived(LiveConnection connection)
    {
        if (connection.Address is { } address && connection.TryArrive())
        {
            Arriving.Leave(address);
        }
    }

    // On a thread of the pool: the session whose turn it is may not be evicted by itself.
    private void Relieve()
    {
        if (Interlocked.Exchange(ref _relieving, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static engine =>
                {
                    Volatile.Write(ref engine._relieving, 0);
                    engine.Sweep.Look();
                },
                this,
                preferLocal: false);
        }
    }

    private ValueTask LookAsync(CancellationToken cancellationToken)
    {
        Sweep.Look();
        return default;
    }

    private ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        foreach (LiveSession session in Sessions.All)
        {
            session.KeepWhereDue();
        }

        Keeper.Retry();
        return default;
    }

    private ValueTask ForgetAsync(CancellationToken cancellationToken)
    {
        Store.Sweep();
        return default;
    }
}
