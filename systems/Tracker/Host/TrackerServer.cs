using System.Net;
using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Listening;
using Millrace.Shards;
using Millrace.Tracker.Host.Admin;
using Millrace.Tracker.Host.Admission;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Keeping;
using Millrace.Tracker.Host.Listening;
using Millrace.Tracker.Host.Metrics;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host;

/// <summary>A BitTorrent tracker over UDP (BEP 15), spread over one event loop a processor.</summary>
public sealed class TrackerServer : ISystemServer
{
    private const int OpenAttempts = 8;

    // Of all the time that a stop may take, most is the snapshot's.
    private static readonly TimeSpan s_longestDrain = TimeSpan.FromSeconds(2);

    private readonly TrackerOptions _options;
    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly TrackerClock _clock;
    private readonly AccessRules _access;
    private readonly List<TrackerShard> _shards = [];
    private readonly List<SwarmTable> _tables = [];
    private readonly Traffic _traffic;
    private readonly RateWindow _rates;
    private Housekeeping? _keeping;
    private Periodic? _fileWatch;
    private SnapshotKeeper? _snapshots;
    private Periodic? _saving;
    private TrackerMetrics? _metrics;
    private volatile bool _isDraining;

    private TrackerServer(TrackerOptions options, ILogger log, TimeProvider time)
    {
        (_options, _log, _time) = (options, log, time);
        _clock = new TrackerClock(time);
        _access = new AccessRules(options, log);
        _traffic = new Traffic(_shards);
        _rates = new RateWindow(_clock.TicksPerSecond);
    }

    /// <inheritdoc/>
    public string System => "tracker";

    /// <inheritdoc/>
    public ServerHealth Health => new(!_shards.Exists(shard => shard.HasDied) && _keeping is not { HasDied: true }, !_isDraining, Detail);

    /// <inheritdoc/>
    public IReadOnlyList<AdminPage> AdminPages => new StatsPages(_traffic, _rates, _tables, _clock, _shards.Count).Pages;

    /// <inheritdoc/>
    public Action? Reload => ReloadFiles;

    internal IReadOnlyList<TrackerShard> Shards => _shards;

    internal IReadOnlyList<SwarmTable> Tables => _tables;

    internal Traffic Traffic => _traffic;

    private string Detail
    {
        get
        {
            (long swarms, long peers) = (0, 0);
            foreach (SwarmTable table in _tables)
            {
                SwarmTotals totals = table.Totals();
                (swarms, peers) = (swarms + totals.Swarms, peers + totals.Peers);
            }

            return $"swarms {swarms}, peers {peers}";
        }
    }

    /// <summary>A tracker that has not started.</summary>
    /// <param name="options">What the operator chose.</param>
    /// <param name="logs">Where it logs.</param>
    /// <param name="time">Its clocks: the wall clock of connection ids, the monotonic one of peers' ages. Null: the system's.</param>
    public static TrackerServer Create(TrackerOptions options, ILoggerFactory logs, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(logs);
        return new TrackerServer(options, logs.CreateLogger("Millrace.Tracker"), time ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    public async ValueTask<ServerAddresses> StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = _options.Validate();
        if (errors.Count > 0)
        {
            throw new ServerStartException(string.Join(' ', errors));
        }

        byte[] secret = TrackerSecret.Of(_options);
        _access.Start();
        _tables.Add(NewTable(isIPv6: false));
        _tables.Add(NewTable(isIPv6: true));
        if (_options.SnapshotFile is { } snapshot)
        {
            _snapshots = new SnapshotKeeper(snapshot, _tables[0], _tables[1], _clock, _time, _log);
            _snapshots.Restore();
        }

        StartShards(new TrackerContext(_options, new AnswerContext(new AnswerRules(_options), _access, _tables[0], _tables[1]), secret, _clock, _log));
        IReadOnlyList<IPEndPoint> endPoints = await OpenAsync().ConfigureAwait(false);
        Serve(endPoints);
        return new ServerAddresses([.. endPoints.Select(endPoint => (endPoint.Address.GetAddressBytes().Length == 4 ? "udp" : "udp6", $"udp://{Reachable.Of(endPoint)}"))]);
    }

    /// <inheritdoc/>
    public void Started() => _metrics = new TrackerMetrics(_traffic, _tables);

    /// <inheritdoc/>
    public async ValueTask<bool> DrainAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        _isDraining = true;
        bool isWhole = await DrainPortsAsync(limit < s_longestDrain ? limit : s_longestDrain, cancellationToken).ConfigureAwait(false);
        await StopPeriodicAsync().ConfigureAwait(false);
        if (_snapshots is not null)
        {
            await _snapshots.SaveAsync(cancellationToken).ConfigureAwait(false);
        }

        return isWhole;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _metrics?.Dispose();
        await StopPeriodicAsync().ConfigureAwait(false);
        _shards.ForEach(shard => shard.Dispose());
        _tables.ForEach(table => table.Dispose());
    }

    // Whatever goes wrong here must not cost the snapshot.
    private async ValueTask<bool> DrainPortsAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_shards.Select(shard => shard.DrainAsync(limit))).WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            TrackerLog.DrainFailed(_log, e.Message);
            return false;
        }
    }

    private async ValueTask StopPeriodicAsync()
    {
        foreach (Periodic? each in (Periodic?[])[_fileWatch, _saving])
        {
            if (each is not null)
            {
                await each.DisposeAsync().ConfigureAwait(false);
            }
        }

        (_fileWatch, _saving) = (null, null);
    }

    // Windows cannot share a port between sockets.
    private static int DefaultShards() => OperatingSystem.IsWindows() ? 1 : Environment.ProcessorCount;

    private SwarmTable NewTable(bool isIPv6)
    {
        try
        {
            return new SwarmTable(_options.ToSwarmLimits(), isIPv6);
        }
        catch (PlatformNotSupportedException e)
        {
            throw new ServerStartException(e.Message, e);
        }
    }

    private void StartShards(TrackerContext context)
    {
        int count = _options.Shards > 0 ? _options.Shards : DefaultShards();
        try
        {
            for (int i = 0; i < count; i++)
            {
                _shards.Add(new TrackerShard(Shard.Start(new ShardOptions { Name = $"tracker-{i}", Kind = _options.ShardKind }), i, context));
            }
        }
        catch (PlatformNotSupportedException e)
        {
            throw new ServerStartException(e.Message, e);
        }
        catch (LinkException e)
        {
            throw new ServerStartException($"The tracker could start only {_shards.Count} of {count} shards: {e.Message} Raise the limit of descriptors (ulimit -n) or lower the number of shards.", e);
        }
    }

    private async Task<IReadOnlyList<IPEndPoint>> OpenAsync()
    {
        for (int attempt = 1; ; attempt++)
        {
            IReadOnlyList<IPEndPoint> endPoints = PortChoice.Find(_options, _log);
            IPEndPoint opening = endPoints[0];
            try
            {
                foreach (TrackerShard shard in _shards)
                {
                    foreach (IPEndPoint endPoint in endPoints)
                    {
                        opening = endPoint;
                        await shard.OpenAsync(endPoint, shared: _shards.Count > 1).ConfigureAwait(false);
                    }
                }

                return endPoints;
            }
            catch (LinkException e) when (e.Error == LinkError.AddressInUse && _options.Port == 0 && attempt < OpenAttempts)
            {
                // Another program has taken it in the moment since the system chose it for us.
                await Task.WhenAll(_shards.Select(shard => shard.CloseAsync())).ConfigureAwait(false);
            }
            catch (LinkException e)
            {
                throw ListenFailure.Explain(opening, e);
            }
        }
    }

    private void Serve(IReadOnlyList<IPEndPoint> endPoints)
    {
        SwarmLimits limits = _options.ToSwarmLimits();
        TimeSpan period = _options.ExpiryPeriod < limits.PeerAge ? _options.ExpiryPeriod : limits.PeerAge;
        Troubles troubles = new(_traffic, _tables, _clock.TicksPerSecond, _log);
        _keeping = new Housekeeping(_shards[0].Shard, _tables, period, _clock, () => EverySecond(troubles), _log);
        _keeping.Start();
        if (_access.Files.Count > 0)
        {
            _fileWatch = Periodic.Start("look at the lists", _options.FileCheckPeriod, _time, CheckFilesAsync, _log);
        }

        if (_snapshots is { } snapshots)
        {
            _saving = Periodic.Start("write the snapshot", _options.SnapshotPeriod, _time, snapshots.SaveAsync, _log);
        }

        _shards.ForEach(shard => shard.StartServing());
        TrackerLog.Listening(_log, string.Join(" and ", endPoints), _shards.Count, _shards[0].Shard.Kind.ToString());
        int given = _shards[0].Ports.Min(port => port.Port.ReceiveBufferBytes);
        if (given < _options.ReceiveBufferBytes)
        {
            TrackerLog.SmallBuffer(_log, given, _options.ReceiveBufferBytes);
        }
    }

    private void EverySecond(Troubles troubles)
    {
        long ticks = _clock.Now.Ticks;
        _rates.Note(ticks, _traffic.Totals);
        troubles.Look(ticks);
    }

    private ValueTask CheckFilesAsync(CancellationToken cancellationToken)
    {
        foreach (IWatchedFile file in _access.Files)
        {
            file.ReloadIfChanged();
        }

        return default;
    }

    private void ReloadFiles()
    {
        TrackerLog.Reloading(_log, _access.Files.Count);
        foreach (IWatchedFile file in _access.Files)
        {
            file.Reload();
        }
    }
}
