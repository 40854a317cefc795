using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Answering;

/// <summary>What a stranger can have sent to somebody else.</summary>
public sealed class AmplificationTests
{
    private static readonly UdpAddress s_victim = AnswersInTest.Four;

    [Fact]
    public void No_answer_without_a_valid_id_is_longer_than_what_it_answers()
    {
        using AnswersInTest tracker = new(new TrackerOptions { ConnectRate = 0 });
        ulong id = tracker.Connect(s_victim);
        byte[][] starts = [Requests.Connect(), Requests.Announce(id), Requests.Scrape(id, Requests.Swarm, Requests.Swarm), Requests.Head(id, 9)];
        int answered = 0;
        foreach (byte[] start in starts)
        {
            foreach (byte[] request in Garbage.Mutations(start, seed: 7, Soak.Count(200_000)).Concat(Garbage.Truncations(start)))
            {
                bool isVerified = RequestHead.TryRead(request, out RequestHead head) && head.ConnectionId == id;
                byte[] answer = tracker.Ask(request, s_victim);
                Assert.True(answer.Length <= request.Length || isVerified, $"{Convert.ToHexString(request)} was answered with {Convert.ToHexString(answer)}");
                answered += answer.Length > 0 ? 1 : 0;
            }
        }

        Assert.NotEqual(0, answered);
    }

    [Fact]
    public void An_address_gets_its_share_of_answers_and_no_more_until_it_has_waited()
    {
        using AnswersInTest tracker = new(new TrackerOptions { ConnectRate = 20, ConnectBurst = 200 });

        Assert.Equal(200, Answered(tracker, Requests.Connect(), 1000));
        Assert.Equal(0, Answered(tracker, Requests.Connect(), 10));
        tracker.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(20, Answered(tracker, Requests.Connect(), 1000));
        Assert.Equal(1000 + 10 + 1000 - 220, tracker.Counters.Refused(Refusal.ConnectRate));
    }

    [Fact]
    public void Errors_about_ids_have_a_smaller_share_and_take_nothing_from_connects()
    {
        using AnswersInTest tracker = new(new TrackerOptions { ConnectRate = 20, ConnectBurst = 200 });

        Assert.Equal(50, Answered(tracker, Requests.Announce(0x1234_5678_9ABC_DEF0), 1000));
        Assert.Equal(950, tracker.Counters.Refused(Refusal.ErrorRate));
        Assert.Equal(200, Answered(tracker, Requests.Connect(), 1000));
        tracker.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(5, Answered(tracker, Requests.Announce(0x1234_5678_9ABC_DEF0), 1000));
    }

    [Fact]
    public void Whoever_has_a_valid_id_is_served_beside_a_flood_in_its_name()
    {
        using AnswersInTest tracker = new(new TrackerOptions());
        ulong id = tracker.Connect(s_victim);
        _ = Answered(tracker, Requests.Connect(), 1000);

        Assert.Equal(1000, Answered(tracker, Requests.Announce(id), 1000));
    }

    [Fact]
    public void Requests_with_a_valid_id_are_limited_where_that_was_chosen()
    {
        using AnswersInTest tracker = new(new TrackerOptions { RequestRate = 10, RequestBurst = 50 });
        ulong id = tracker.Connect(s_victim);

        Assert.Equal(50, Answered(tracker, Requests.Announce(id), 100));
        tracker.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(10, Answered(tracker, Requests.Scrape(id, Requests.Swarm), 100));
        Assert.Equal(140, tracker.Counters.Refused(Refusal.RequestRate));
    }

    [Fact]
    public void Two_trackers_do_not_answer_each_other_for_ever()
    {
        using AnswersInTest one = new(new TrackerOptions { ConnectRate = 0 });
        using AnswersInTest other = new(new TrackerOptions { ConnectRate = 0, Secret = new byte[16] });
        UdpAddress oneAddress = AnswersInTest.Four with { Port = 6969 };
        UdpAddress otherAddress = AnswersInTest.Four with { Low = AnswersInTest.Four.Low + 1, Port = 6969 };

        // A stranger sends one of them a request in the other's name.
        foreach (byte[] start in (byte[][])[Requests.Announce(0x1234_5678_9ABC_DEF0), Requests.Connect(), Requests.Head(0x1234_5678_9ABC_DEF0, 7, 1400)])
        {
            byte[] first = one.Ask(start, otherAddress);
            Assert.NotEmpty(first);
            byte[] second = other.Ask(first, oneAddress);
            Assert.Empty(second);
        }

        Assert.Equal(3, other.Counters.Refused(Refusal.LooksLikeAnswer) + other.Counters.Refused(Refusal.Malformed));
    }

    private static int Answered(AnswersInTest tracker, byte[] request, int times)
    {
        int answered = 0;
        for (int i = 0; i < times; i++)
        {
            answered += tracker.Ask(request, s_victim).Length > 0 ? 1 : 0;
        }

        return answered;
    }
}
