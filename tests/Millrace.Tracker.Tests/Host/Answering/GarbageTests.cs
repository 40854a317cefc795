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
        int longest = Bombard(tracker, random, request, answer, now, count);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - allocated);
        Assert.True(longest <= request.Length);
        SwarmTotals after = tracker.Table(AnswersInTest.Four).Totals();
        Assert.Equal((before.Swarms, before.Peers, before.BytesReserved), (after.Swarms, after.Peers, after.BytesReserved));
        (AnnounceAnswer head, _) = tracker.Announce(UdpAddress.FromIPv4(0x01020304, 7));
        Assert.Equal(1u, head.Leechers);
    }

    // Nothing, noise, and noise with a head that is nearly right; from many addresses. Nothing in it has a valid id.
    private static int Bombard(AnswersInTest tracker, Random random, byte[] request, byte[] answer, in Moment now, int count)
    {
        int longest = 0;
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
            longest = Math.Max(longest, answered);
        }

        return longest;
    }
}
