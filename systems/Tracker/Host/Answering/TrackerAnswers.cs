using System.Runtime.CompilerServices;
using Millrace.Shards;
using Millrace.Tracker.Host.Admission;
using Millrace.Tracker.Host.Metrics;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Answering;

/// <summary>
/// One shard's answers: a request's bytes and its sender in, an answer's bytes out. Knows no socket and allocates nothing. Used by one thread; the tables and the access rules
/// are shared with others.
/// </summary>
/// <remarks>
/// What is sent to an address that has not shown a valid connection id is never longer than what came from it, and no more than its share: else a stranger could have us send to
/// another more than he sends us.
/// </remarks>
internal sealed class TrackerAnswers(AnswerContext context, ConnectionIds ids, ShardLimits limits, TrackerCounters counters, ulong seed) : IDatagramAnswers
{
    // Room for /KEY/announce?passkey=KEY and what clients add to it; a longer one holds no key of ours at its front.
    private const int LongestUrl = 512;

    private readonly AnswerRules _rules = context.Rules;
    private readonly AccessRules _access = context.Access;
    private readonly SwarmTable _four = context.SwarmsIPv4;
    private readonly SwarmTable _six = context.SwarmsIPv6;
    private SwarmRandom _random = new(seed);

    /// <inheritdoc/>
    public int Answer(ReadOnlySpan<byte> request, in UdpAddress from, in Moment now, Span<byte> answer)
    {
        if (!RequestHead.TryRead(request, out RequestHead head) || from.Port == 0)
        {
            return Ignore(Refusal.Malformed);
        }

        bool isIPv6 = !from.IsIPv4;
        counters.CountRequest(head.Action, isIPv6);
        if (_rules.IsPublic && BogusAddresses.Contains(from))
        {
            return Ignore(Refusal.Bogus);
        }

        if (head.Action == TrackerAction.Connect)
        {
            return Connect(head, from, now, answer, isIPv6);
        }

        if (!ids.Accepts(head.ConnectionId, from, now.UnixSeconds))
        {
            return RefuseId(head, request.Length, from, now, answer);
        }

        if (!limits.Requests.TryTake(from, now.Ticks))
        {
            return Ignore(Refusal.RequestRate);
        }

        return head.Action switch
        {
            TrackerAction.Announce => Announce(request, from, now, answer, isIPv6),
            TrackerAction.Scrape => Scrape(request, head, answer, isIPv6),
            _ => Refuse(Refusal.UnknownAction, head, answer),
        };
    }

    /// <inheritdoc/>
    public int RefuseOversized() => Ignore(Refusal.Malformed);

    /// <inheritdoc/>
    public int RefuseFailed() => Ignore(Refusal.Failed);

    private int Connect(in RequestHead head, in UdpAddress from, in Moment now, Span<byte> answer, bool isIPv6)
    {
        if (head.ConnectionId != TrackerProtocol.ProtocolId)
        {
            return Ignore(Refusal.WrongMagic);
        }

        if (!limits.Connects.TryTake(from, now.Ticks))
        {
            return Ignore(Refusal.ConnectRate);
        }

        counters.CountAnswer(TrackerAction.Connect, isIPv6);
        return ConnectAnswer.Write(answer, head.TransactionId, ids.Issue(from, now.UnixSeconds));
    }

    private int RefuseId(in RequestHead head, int requestBytes, in UdpAddress from, in Moment now, Span<byte> answer)
    {
        if (head.ConnectionId >> 32 <= (ulong)TrackerAction.Error)
        {
            return Ignore(Refusal.LooksLikeAnswer);
        }

        if (!limits.Errors.TryTake(from, now.Ticks))
        {
            return Ignore(Refusal.ErrorRate);
        }

        counters.CountRefusal(Refusal.ConnectionId);
        ReadOnlySpan<byte> text = ErrorTexts.Of(Refusal.ConnectionId);
        bool fits = TrackerProtocol.AnswerHeadBytes + text.Length <= requestBytes;
        return ErrorAnswer.Write(answer, head.TransactionId, fits ? text : ErrorTexts.ShortConnectionId);
    }

    private int Announce(ReadOnlySpan<byte> datagram, in UdpAddress from, in Moment now, Span<byte> answer, bool isIPv6)
    {
        if (!AnnounceRequest.TryRead(datagram, out AnnounceRequest request))
        {
            _ = RequestHead.TryRead(datagram, out RequestHead head);
            return Refuse(Refusal.PacketSize, head, answer);
        }

        if (_access.IsPrivate && JudgePasskey(datagram[TrackerProtocol.AnnounceBytes..]) is { } refusal)
        {
            return Refuse(refusal, request.Head, answer);
        }

        if (!_access.Serves(request.InfoHash))
        {
            return Refuse(Refusal.NotAuthorized, request.Head, answer);
        }

        if (request.Port == 0)
        {
            return Refuse(Refusal.PortZero, request.Head, answer);
        }

        bool completed = request.Event == AnnounceEvent.Completed;
        PeerRole role = request.Event == AnnounceEvent.Stopped ? PeerRole.Stopped : completed || request.Left == 0 ? PeerRole.Seeder : PeerRole.Leecher;
        SwarmAnswer swarm = (isIPv6 ? _six : _four).Announce(
            request.InfoHash,
            PeerOf(request, from),
            role,
            completed,
            _rules.PeersFor(request.Wanted, isIPv6),
            now.Seconds,
            ref _random,
            answer[TrackerProtocol.AnnounceAnswerBytes..AnswerRules.MostBytes(isIPv6)]);
        counters.CountAnswer(TrackerAction.Announce, isIPv6);
        return new AnnounceAnswer(request.Head.TransactionId, NextInterval(), swarm.Leechers, swarm.Seeders).Write(answer) + swarm.PeerBytes;
    }

    private PeerAddress PeerOf(in AnnounceRequest request, in UdpAddress from)
    {
        if (_rules.HonoursAddressField && request.Address != 0 && from.IsIPv4 && !BogusAddresses.IsNobody(request.Address)
            && !(_rules.IsPublic && BogusAddresses.Contains(request.Address)))
        {
            return PeerAddress.FromIPv4(request.Address, request.Port);
        }

        return PeerAddress.From(from, request.Port);
    }

    [SkipLocalsInit]
    private Refusal? JudgePasskey(ReadOnlySpan<byte> options)
    {
        Span<byte> url = stackalloc byte[LongestUrl];
        int length = UrlData.Read(options, url);
        ReadOnlySpan<byte> key = length > LongestUrl ? default : PasskeyUrl.Find(url[..length]);
        return key.IsEmpty ? Refusal.PasskeyMissing : _access.Knows(key) ? null : Refusal.PasskeyUnknown;
    }

    private int Scrape(ReadOnlySpan<byte> request, in RequestHead head, Span<byte> answer, bool isIPv6)
    {
        int count = Math.Min(ScrapeRequest.Count(request), _rules.MaxScrape);
        if (_access.IsPrivate)
        {
            return Refuse(Refusal.PrivateScrape, head, answer);
        }

        if (count == 0)
        {
            return Refuse(Refusal.NoHashes, head, answer);
        }

        SwarmTable swarms = isIPv6 ? _six : _four;
        int length = new AnswerHead(TrackerAction.Scrape, head.TransactionId).Write(answer);
        for (int i = 0; i < count; i++)
        {
            InfoHash hash = ScrapeRequest.HashAt(request, i);
            ScrapeEntry entry = _access.Serves(hash) ? swarms.Scrape(hash) : default;
            length += entry.Write(answer[length..]);
        }

        counters.CountAnswer(TrackerAction.Scrape, isIPv6);
        return length;
    }

    private uint NextInterval() => _rules.LeastInterval + (uint)_random.Next(_rules.Intervals);

    private int Ignore(Refusal refusal)
    {
        counters.CountRefusal(refusal);
        return 0;
    }

    private int Refuse(Refusal refusal, in RequestHead head, Span<byte> answer)
    {
        counters.CountRefusal(refusal);
        return ErrorAnswer.Write(answer, head.TransactionId, ErrorTexts.Of(refusal));
    }
}
