using System.Net;
using System.Security.Cryptography;
using Millrace.Shards;
using Millrace.Tracker.Host.Admission;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Metrics;

namespace Millrace.Tracker.Host.Listening;

/// <summary>One event loop of the tracker: a port for each family, its counters, its limits. From any thread, but for what <see cref="PortServing"/> says.</summary>
internal sealed class TrackerShard : IDisposable
{
    private readonly TrackerContext _context;
    private readonly TrackerAnswers _answers;
    private readonly List<PortServing> _ports = [];
    private volatile bool _hasDied;

    public TrackerShard(Shard shard, int index, TrackerContext context)
    {
        (Shard, Index, _context) = (shard, index, context);
        TrackerOptions options = context.Options;
        long ticks = context.Clock.TicksPerSecond;
        _answers = new TrackerAnswers(
            context.Answers,
            new ConnectionIds(context.Secret),
            new AddressLimits(options.ConnectRate, options.ConnectBurst, options.RateTableSize, ticks, SipHashKey.Random()),
            new AddressLimits(options.RequestRate, options.RequestBurst, options.RateTableSize, ticks, SipHashKey.Random()),
            Counters,
            BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
    }

    public Shard Shard { get; }

    public int Index { get; }

    public TrackerCounters Counters { get; } = new();

    /// <summary>Complete once the shard has been opened.</summary>
    public IReadOnlyList<PortServing> Ports => _ports;

    /// <summary>True when serving a port ended for a reason that should not exist.</summary>
    public bool HasDied => _hasDied;

    /// <summary>Opens a port.</summary>
    public Task OpenAsync(IPEndPoint local, bool shared) => Shard.RunAsync(() =>
    {
        UdpPort port = Shard.OpenUdp(local, new UdpOptions { ReusePort = shared, ReceiveBufferBytes = _context.Options.ReceiveBufferBytes });
        _ports.Add(new PortServing(port, _answers, _context.Clock, Counters));
        return default;
    });

    /// <summary>Closes the ports, as if they had not been opened.</summary>
    public Task CloseAsync() => Shard.RunAsync(() =>
    {
        _ports.ForEach(port => port.Dispose());
        _ports.Clear();
        return default;
    });

    /// <summary>Begins to answer.</summary>
    public void StartServing() => Shard.Post(
        static state =>
        {
            TrackerShard self = (TrackerShard)state!;
            self._ports.ForEach(port => _ = self.ServeAsync(port));
        },
        this);

    /// <summary>Answers what waits in the kernel, and closes the ports.</summary>
    public Task DrainAsync() => Shard.RunAsync(async () =>
    {
        foreach (PortServing port in _ports)
        {
            await port.DrainAsync();
        }
    });

    public void Dispose() => Shard.Dispose();

    private async Task ServeAsync(PortServing port)
    {
        try
        {
            await port.RunAsync();
        }
        catch (Exception e)
        {
            // Unexpected. The other ports go on; /healthz tells that this one does not.
            _hasDied = true;
            TrackerLog.ServingDied(_context.Log, Index, e);
        }
    }
}
