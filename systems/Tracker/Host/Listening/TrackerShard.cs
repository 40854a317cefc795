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
        _answers = new TrackerAnswers(
            context.Answers,
            new ConnectionIds(context.Secret),
            ShardLimits.Of(options, context.Clock.TicksPerSecond, SipHashKey.Random),
            Counters,
            BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(ulong))));
    }

    public Shard Shard { get; }

    public int Index { get; }

    public TrackerCounters Counters { get; } = new();

    /// <summary>Complete once the shard has been opened.</summary>
    public IReadOnlyList<PortServing> Ports => _ports;

    /// <summary>True when serving a port ended for a reason that should not exist, or a port has failed and is not open again.</summary>
    public bool HasDied => _hasDied || _ports.Exists(port => port.HasFailed);

    /// <summary>Opens a port.</summary>
    public Task OpenAsync(IPEndPoint local, bool shared) => Shard.RunAsync(() =>
    {
        UdpOptions options = new() { ReusePort = shared, ReceiveBufferBytes = _context.Options.ReceiveBufferBytes };
        _ports.Add(new PortServing(local, endPoint => Shard.OpenUdp(endPoint, options), _answers, _context.Clock, Counters, new PortFaults(Index, _context.Log)));
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

    /// <summary>Answers what waits in the kernel, and closes the ports, all within about <paramref name="limit"/>.</summary>
    public Task DrainAsync(TimeSpan limit) => Shard.RunAsync(async () => await Task.WhenAll(_ports.Select(port => port.DrainAsync(limit).AsTask())));

    public void Dispose() => Shard.Dispose();

    private async Task ServeAsync(PortServing port)
    {
        try
        {
            await port.RunAsync();
        }
        catch (Exception e)
        {
            // Unexpected. The other ports go on, and this one is closed so that they get its clients; /healthz tells.
            _hasDied = true;
            port.Port.Dispose();
            TrackerLog.ServingDied(_context.Log, Index, e);
        }
    }
}
