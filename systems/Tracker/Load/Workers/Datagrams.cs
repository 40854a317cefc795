using System.Text;
using Millrace.Tracker.Load.Plans;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Workers;

/// <summary>Writes the requests of a run's workers. Writing allocates nothing; read by every shard at once.</summary>
internal sealed class Datagrams
{
    private const long Size = 1L << 30;
    private const ulong ClientName = 0x2D4D_5230_3130_302D; // "-MR0100-"

    private readonly TrackerSettings _settings;
    private readonly SwarmPlan _plan;
    private readonly byte[] _options;

    public Datagrams(TrackerSettings settings, SwarmPlan plan)
    {
        _settings = settings;
        _plan = plan;
        byte[] path = Encoding.UTF8.GetBytes(settings.Path);
        _options = path.Length == 0 ? [] : new byte[UrlData.LengthFor(path.Length)];
        if (path.Length > 0)
        {
            _ = UrlData.Write(_options, path);
        }
    }

    /// <summary>The length of the longest request, in bytes.</summary>
    public int MaxBytes => Math.Max(TrackerProtocol.AnnounceBytes + _options.Length, TrackerProtocol.RequestHeadBytes + (_settings.ScrapeHashes * TrackerProtocol.InfoHashBytes));

    /// <summary>The length of the longest right answer, in bytes.</summary>
    public int MaxAnswerBytes(int peerBytes) => Math.Max(
        TrackerProtocol.AnnounceAnswerBytes + (Math.Max(_settings.Wanted, 200) * peerBytes), TrackerProtocol.AnswerHeadBytes + (_settings.ScrapeHashes * TrackerProtocol.ScrapeEntryBytes));

    /// <summary>Writes a request of a worker's and returns its length.</summary>
    public int Write(Span<byte> datagram, int worker, in Request request, uint transactionId) => request.Operation switch
    {
        TrackerOperation.Connect => RequestHead.Connect(transactionId).Write(datagram),
        TrackerOperation.Announce => Announce(datagram, worker, in request, transactionId),
        _ => Scrape(datagram, worker, in request, transactionId),
    };

    private int Announce(Span<byte> datagram, int worker, in Request request, uint transactionId)
    {
        bool seeds = _plan.Seeds(worker, request.Place, _settings.Seeders);
        int length = new AnnounceRequest
        {
            Head = new(request.ConnectionId, TrackerAction.Announce, transactionId),
            InfoHash = _plan.HashOf(_plan.SwarmAt(worker, request.Place)),
            PeerId = new(ClientName, (uint)worker, 0),
            Left = seeds ? 0 : Size,
            Downloaded = seeds ? Size : 0,
            Event = request.Event,
            Key = (uint)worker,
            Wanted = _settings.Wanted,
            Port = SwarmPlan.PortOf(worker),
        }.Write(datagram);
        _options.CopyTo(datagram[length..]);
        return length + _options.Length;
    }

    // From its place on, around the worker's own places.
    private int Scrape(Span<byte> datagram, int worker, in Request request, uint transactionId)
    {
        int length = new RequestHead(request.ConnectionId, TrackerAction.Scrape, transactionId).Write(datagram);
        int place = request.Place;
        for (int i = 0; i < _settings.ScrapeHashes; i++)
        {
            _plan.HashOf(_plan.SwarmAt(worker, place)).Write(datagram[length..]);
            length += TrackerProtocol.InfoHashBytes;
            place = place + 1 == _plan.Places ? 0 : place + 1;
        }

        return length;
    }
}
