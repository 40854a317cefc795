using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Answering;

public sealed class GarbageTests
{
    private const int Datagrams = 10_000_000;

    [Fact]
    public void Ten_million_datagrams_of_garbage_neither_break_nor_grow_anything()
    {
        using AnswersInTest tracker = new(new TrackerOptions { RequestRate = 100_000, RateTableSize = 4096 });
        Random random = new(20260);
        byte[] request = new byte[2048];
        byte[] answer = new byte[AnswerRules.MostBytesIPv4];
        Moment now = tracker.Clock.Now;
        int count = Soak.Count(Datagrams);
        Bombard(tracker, random, request, answer, now, 20_000);
        SwarmTotals before = tracker.Table(AnswersInTest.Four).Totals();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int answered = Bombard(tracker, random, request, answer, now, count);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.NotEqual(0, answered);
        SwarmTotals after = tracker.Table(AnswersInTest.Four).Totals();
        Assert.Equal((before.Swarms, before.Peers, before.BytesReserved), (after.Swarms, after.Peers, after.BytesReserved));
        (AnnounceAnswer head, _) = tracker.Announce(UdpAddress.FromIPv4(0x01020304, 7));
        Assert.Equal(1u, head.Leechers);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Broken_requests_with_a_valid_id_are_answered_or_refused_and_nothing_else(bool isIPv6, bool isPrivate)
    {
        using TempFolder folder = new();
        TrackerOptions options = new() { ConnectRate = 0, RequestRate = 0, MaxSwarms = 1000, HonourAddressField = true };
        using AnswersInTest tracker = new(isPrivate ? options with { PasskeyFile = folder.Write("keys", "key-of-ann") } : options);
        UdpAddress from = isIPv6 ? AnswersInTest.Six : AnswersInTest.Four;
        ulong id = tracker.Connect(from);
        byte[][] starts =
        [
            Requests.Announce(id, options: Requests.Url("/key-of-ann/announce?left=0")),
            Requests.Announce(id, request => request with { Left = 0, Event = AnnounceEvent.Completed, Wanted = 200 }, Requests.Url("/announce?passkey=key-of-ann")),
            Requests.Scrape(id, Requests.Swarm, new InfoHash(9, 9, 9)),
        ];
        int errors = 0;
        foreach (byte[] request in starts.SelectMany(start => Garbage.Mutations(start, seed: 11, Soak.Count(500_000)).Concat(Garbage.Truncations(start))))
        {
            // What follows the id is broken, the id is not.
            if (request.Length < TrackerProtocol.RequestHeadBytes)
            {
                continue;
            }

            System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(request, id);
            byte[] answer = tracker.Ask(request, from);
            if (answer.Length > 0)
            {
                Assert.True(AnswerHead.TryRead(answer, out AnswerHead head));
                Assert.InRange((uint)head.Action, (uint)TrackerAction.Announce, (uint)TrackerAction.Error);
                Assert.InRange(answer.Length, TrackerProtocol.AnswerHeadBytes, AnswerRules.MostBytes(isIPv6));
                errors += head.Action == TrackerAction.Error ? 1 : 0;
            }
        }

        Assert.NotEqual(0, errors);
        Assert.NotEqual(0, tracker.Counters.Answers(TrackerAction.Announce, isIPv6));
        Assert.Equal(isPrivate, tracker.Counters.Answers(TrackerAction.Scrape, isIPv6) == 0);
        Assert.Equal(isPrivate, tracker.Counters.Refused(Refusal.PasskeyUnknown) > 0);
        Assert.Equal(0, tracker.Counters.Refused(Refusal.ConnectionId));
        Assert.InRange(tracker.Table(from).Totals().Swarms, 1, 1000);
    }

    // Nothing, noise, and noise with a head that is nearly right; from many addresses. Nothing in it has a valid id.
    private static int Bombard(AnswersInTest tracker, Random random, byte[] request, byte[] answer, in Moment now, int count)
    {
        int answers = 0;
        for (int i = 0; i < count; i++)
        {
            int length = random.Next(4) == 0 ? random.Next(request.Length) : random.Next(120);
            Span<byte> datagram = request.AsSpan(0, length);
            random.NextBytes(datagram);
            if (length >= TrackerProtocol.RequestHeadBytes && random.Next(2) == 0)
            {
                new RequestHead(random.Next(2) == 0 ? TrackerProtocol.ProtocolId : (ulong)random.NextInt64(), (TrackerAction)random.Next(5), 1).Write(datagram);
            }

            UdpAddress from = random.Next(2) == 0
                ? UdpAddress.FromIPv4((uint)random.Next(), (ushort)random.Next(65536))
                : new UdpAddress((ulong)random.NextInt64(), (ulong)random.NextInt64(), (ushort)random.Next(65536));
            int answered = tracker.Answers.Answer(datagram, from, now, answer);
            Assert.True(answered <= length);
            answers += answered > 0 ? 1 : 0;
        }

        return answers;
    }
}
