using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Answering;

public sealed class AnswerAllocationTests
{
    [Fact]
    public void No_request_costs_an_allocation()
    {
        using TempFolder folder = new();
        TrackerOptions options = new() { ConnectRate = 1000, ConnectBurst = 100_000, RequestRate = 1000, RequestBurst = 100_000 };
        using AnswersInTest open = new(options with { DenyList = folder.Write("deny", $"{new InfoHash(9, 9, 9)}") });
        using AnswersInTest closed = new(options with { PasskeyFile = folder.Write("keys", "key-of-ann") });
        foreach (UdpAddress from in (UdpAddress[])[AnswersInTest.Four, AnswersInTest.Six])
        {
            ulong id = open.Connect(from);
            byte[][] requests =
            [
                Requests.Connect(),
                Requests.Announce(id),
                Requests.Announce(id, request => request with { Left = 0, Event = AnnounceEvent.Completed }),
                Requests.Announce(id, request => request with { Event = AnnounceEvent.Stopped }),
                Requests.Announce(id, request => request with { InfoHash = new InfoHash(9, 9, 9) }),
                Requests.Announce(id + 1),
                Requests.Announce(id, options: Requests.Url("/key-of-ann/announce")),
                Requests.Announce(id, options: Requests.Url("/key-of-bob/announce")),
                Requests.Scrape(id, Requests.Swarm, new InfoHash(9, 9, 9)),
                Requests.Head(id, 5),
                [1, 2, 3],
            ];
            foreach (AnswersInTest tracker in (AnswersInTest[])[open, closed])
            {
                byte[] answer = new byte[AnswerRules.MostBytesIPv4];
                Moment now = tracker.Clock.Now;
                _ = Run(tracker, requests, from, now, answer, 100);
                long before = GC.GetAllocatedBytesForCurrentThread();
                int answered = Run(tracker, requests, from, now, answer, 1000);
                Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

                // All but the last, which is no request: no limit has kept the others from being looked at.
                Assert.Equal(1000 * (requests.Length - 1), answered);
            }
        }
    }

    private static int Run(AnswersInTest tracker, byte[][] requests, in UdpAddress from, in Moment now, byte[] answer, int times)
    {
        int answered = 0;
        for (int i = 0; i < times; i++)
        {
            foreach (byte[] request in requests)
            {
                answered += tracker.Answers.Answer(request, from, now, answer) > 0 ? 1 : 0;
            }
        }

        return answered;
    }
}
