using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Admission;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Metrics;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Answering;

/// <summary>A tracker without sockets: a request in, its answer out, and a clock that stands until it is moved.</summary>
internal sealed class AnswersInTest : IDisposable
{
    public const uint Transaction = 0xCAFE_F00D;

    public static readonly UdpAddress Four = UdpAddress.FromIPv4(0x05060708, 40000);
    public static readonly UdpAddress Six = new(0x2a00_0001_0002_0003, 7, 40000);

    private readonly byte[] _answer = new byte[AnswerRules.MostBytesIPv4];
    private readonly SwarmTable _four;
    private readonly SwarmTable _six;

    public AnswersInTest(TrackerOptions? options = null)
    {
        options ??= new TrackerOptions();
        _four = new SwarmTable(options.ToSwarmLimits(), isIPv6: false);
        _six = new SwarmTable(options.ToSwarmLimits(), isIPv6: true);
        Clock = new TrackerClock(Time);
        AccessRules access = new(options, Log);
        access.Start();
        Answers = new TrackerAnswers(
            new AnswerContext(new AnswerRules(options), access, _four, _six),
            new ConnectionIds(options.Secret ?? new byte[32]),
            ShardLimits.Of(options, Clock.TicksPerSecond, () => new SipHashKey(1, 2)),
            Counters,
            seed: 1);
    }

    public FakeTime Time { get; } = new();

    public TrackerClock Clock { get; }

    public LogInTest Log { get; } = new();

    public TrackerCounters Counters { get; } = new();

    public TrackerAnswers Answers { get; }

    public SwarmTable Table(in UdpAddress of) => of.IsIPv4 ? _four : _six;

    public void Dispose()
    {
        _four.Dispose();
        _six.Dispose();
    }

    /// <summary>The answer's bytes; empty where there is none.</summary>
    public byte[] Ask(ReadOnlySpan<byte> request, in UdpAddress from)
    {
        int length = Answers.Answer(request, from, Clock.Now, _answer);
        return _answer[..length];
    }

    /// <summary>The text of the error that comes; null where none does.</summary>
    public string? Error(ReadOnlySpan<byte> request, in UdpAddress from)
    {
        byte[] answer = Ask(request, from);
        if (!AnswerHead.TryRead(answer, out AnswerHead head) || head.Action != TrackerAction.Error)
        {
            return null;
        }

        Assert.Equal(Transaction, head.TransactionId);
        return System.Text.Encoding.ASCII.GetString(answer.AsSpan(TrackerProtocol.AnswerHeadBytes));
    }

    /// <summary>A fresh connection id.</summary>
    public ulong Connect(in UdpAddress from)
    {
        byte[] answer = Ask(Requests.Connect(), from);
        Assert.Equal(TrackerProtocol.ConnectAnswerBytes, answer.Length);
        Assert.True(AnswerHead.TryRead(answer, out AnswerHead head));
        Assert.Equal(new AnswerHead(TrackerAction.Connect, Transaction), head);
        Assert.True(ConnectAnswer.TryRead(answer, out ulong id));
        return id;
    }

    /// <summary>Connects and announces; the answer and its peers.</summary>
    public (AnnounceAnswer Head, byte[] Peers) Announce(in UdpAddress from, Func<AnnounceRequest, AnnounceRequest>? change = null)
    {
        byte[] answer = Ask(Requests.Announce(Connect(from), change), from);
        Assert.True(AnnounceAnswer.TryRead(answer, out AnnounceAnswer head), Convert.ToHexString(answer));
        Assert.True(AnswerHead.TryRead(answer, out AnswerHead start));
        Assert.Equal(new AnswerHead(TrackerAction.Announce, Transaction), start);
        return (head, AnnounceAnswer.Peers(answer).ToArray());
    }
}
