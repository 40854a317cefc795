using System.Buffers.Binary;
using Millrace.Shards;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Answering;

/// <summary>What an honest client gets.</summary>
public sealed class TrackerAnswersTests : IDisposable
{
    private readonly AnswersInTest _tracker = new(new TrackerOptions { ConnectRate = 0, RequestRate = 0 });

    public void Dispose() => _tracker.Dispose();

    [Theory, BothFamilies]
    public void Peers_of_a_family_find_each_other(bool isIPv6)
    {
        UdpAddress one = Client(isIPv6, 1);
        UdpAddress other = Client(isIPv6, 2);
        (AnnounceAnswer first, byte[] nobody) = _tracker.Announce(one, request => request with { Port = 0x1234 });
        (AnnounceAnswer second, byte[] peers) = _tracker.Announce(other);

        Assert.Equal((1u, 0u), (first.Leechers, first.Seeders));
        Assert.Empty(nobody);
        Assert.Equal((2u, 0u), (second.Leechers, second.Seeders));
        Assert.Equal(TrackerProtocol.PeerBytes(isIPv6), peers.Length);
        Assert.Equal(0x1234, BinaryPrimitives.ReadUInt16BigEndian(peers.AsSpan(peers.Length - 2)));
        Assert.Equal(one.ToEndPoint().Address.GetAddressBytes(), peers[..^2]);
    }

    [Fact]
    public void A_mapped_address_is_the_ipv4_address_that_it_maps()
    {
        UdpAddress mapped = UdpAddress.From(new(System.Net.IPAddress.Parse("::ffff:5.6.7.9"), 5000));
        _tracker.Announce(AnswersInTest.Four);
        (AnnounceAnswer head, byte[] peers) = _tracker.Announce(mapped);

        Assert.Equal(2u, head.Leechers);
        Assert.Equal(TrackerProtocol.PeerBytesIPv4, peers.Length);
    }

    [Fact]
    public void Families_do_not_meet()
    {
        _tracker.Announce(AnswersInTest.Four);
        (AnnounceAnswer head, byte[] peers) = _tracker.Announce(AnswersInTest.Six);

        Assert.Equal(1u, head.Leechers);
        Assert.Empty(peers);
    }

    [Theory, BothFamilies]
    public void Counts_stay_right_under_repeats_completion_and_stop(bool isIPv6)
    {
        UdpAddress client = Client(isIPv6, 1);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal((1u, 0u), Counts(client, request => request));
        }

        Assert.Equal((0u, 1u), Counts(client, request => request with { Left = 0, Event = AnnounceEvent.Completed }));
        Assert.Equal((0u, 1u), Counts(client, request => request with { Left = 0, Event = AnnounceEvent.Completed }));
        Assert.Equal(new ScrapeEntry(1, 1, 0), Scrape(client, Requests.Swarm)[0]);
        Assert.Equal((0u, 0u), Counts(client, request => request with { Event = AnnounceEvent.Stopped }));
        Assert.Equal((0u, 0u), Counts(client, request => request with { Event = AnnounceEvent.Stopped }));
    }

    [Fact]
    public void A_stopped_peer_gets_no_peers_and_makes_no_swarm()
    {
        _tracker.Announce(Client(false, 1));
        (_, byte[] peers) = _tracker.Announce(Client(false, 2), request => request with { Event = AnnounceEvent.Stopped });
        _tracker.Announce(Client(false, 3), request => request with { Event = AnnounceEvent.Stopped, InfoHash = new InfoHash(9, 9, 9) });

        Assert.Empty(peers);
        Assert.Equal(1, _tracker.Table(AnswersInTest.Four).Totals().Swarms);
    }

    [Fact]
    public void A_completed_peer_is_a_seeder_whatever_it_says_is_left() =>
        Assert.Equal((0u, 1u), Counts(AnswersInTest.Four, request => request with { Event = AnnounceEvent.Completed, Left = 5 }));

    [Theory]
    [InlineData(4u)]
    [InlineData(uint.MaxValue)]
    public void An_event_that_does_not_exist_is_none(uint number) =>
        Assert.Equal((1u, 0u), Counts(AnswersInTest.Four, request => request with { Event = (AnnounceEvent)number }));

    [Theory]
    [InlineData(false, -1, 50)]
    [InlineData(false, 0, 50)]
    [InlineData(false, int.MinValue, 50)]
    [InlineData(false, 1, 1)]
    [InlineData(false, 200, 200)]
    [InlineData(false, 201, 200)]
    [InlineData(false, int.MaxValue, 200)]
    [InlineData(true, -1, 50)]
    [InlineData(true, 200, 67)]
    [InlineData(true, int.MaxValue, 67)]
    public void However_many_peers_are_wanted_as_many_come_as_are_allowed_and_fit(bool isIPv6, int wanted, int expected)
    {
        for (uint i = 0; i < 300; i++)
        {
            _tracker.Announce(Client(isIPv6, i));
        }

        UdpAddress asker = Client(isIPv6, 500);
        byte[] answer = _tracker.Ask(Requests.Announce(_tracker.Connect(asker), request => request with { Wanted = wanted }), asker);

        Assert.Equal(TrackerProtocol.AnnounceAnswerBytes + (expected * TrackerProtocol.PeerBytes(isIPv6)), answer.Length);
        Assert.True(answer.Length <= AnswerRules.MostBytes(isIPv6));
    }

    [Fact]
    public void Seeders_are_not_told_of_seeders()
    {
        _tracker.Announce(Client(false, 1), request => request with { Left = 0 });
        (_, byte[] forSeeder) = _tracker.Announce(Client(false, 2), request => request with { Left = 0 });
        (_, byte[] forLeecher) = _tracker.Announce(Client(false, 3));

        Assert.Empty(forSeeder);
        Assert.Equal(12, forLeecher.Length);
    }

    [Fact]
    public void Intervals_lie_around_the_one_that_was_chosen()
    {
        List<uint> intervals = [.. Enumerable.Range(0, 2000).Select(_ => _tracker.Announce(AnswersInTest.Four).Head.IntervalSeconds)];

        Assert.InRange(intervals.Min(), 810u, 820u);
        Assert.InRange(intervals.Max(), 980u, 990u);
        Assert.InRange(intervals.Average(i => i), 890, 910);
    }

    [Fact]
    public void Without_jitter_the_interval_is_the_one_that_was_chosen()
    {
        using AnswersInTest tracker = new(new TrackerOptions { Interval = TimeSpan.FromSeconds(77), IntervalJitter = 0 });

        Assert.Equal(77u, tracker.Announce(AnswersInTest.Four).Head.IntervalSeconds);
    }

    [Fact]
    public void A_scrape_is_answered_in_its_order_with_zeros_for_what_nobody_knows()
    {
        InfoHash other = new(7, 7, 7);
        _tracker.Announce(Client(false, 1));
        _tracker.Announce(Client(false, 2), request => request with { InfoHash = other, Left = 0 });

        Assert.Equal([new(1, 0, 0), default, new(0, 0, 1)], Scrape(AnswersInTest.Four, other, new InfoHash(8, 8, 8), Requests.Swarm));
    }

    [Fact]
    public void A_forgotten_peer_is_out_of_the_counts()
    {
        _tracker.Announce(Client(false, 1));
        _tracker.Time.Advance(TimeSpan.FromMinutes(31));
        Assert.Equal(1, _tracker.Table(AnswersInTest.Four).Expire(_tracker.Clock.Now.Seconds, 100_000));

        Assert.Equal((1u, 0u), Counts(Client(false, 2), request => request));
    }

    [Fact]
    public void The_address_field_is_believed_only_where_that_was_chosen_and_only_over_ipv4()
    {
        AnnounceRequest Named(AnnounceRequest request) => request with { Address = 0x01010101 };
        using AnswersInTest believing = new(new TrackerOptions { HonourAddressField = true });
        _tracker.Announce(Client(false, 1), Named);
        believing.Announce(Client(false, 1), Named);
        believing.Announce(Client(true, 1), Named);

        Assert.Equal([5, 6, 0, 1, 0x1A, 0xE1], _tracker.Announce(Client(false, 2)).Peers);
        Assert.Equal([1, 1, 1, 1, 0x1A, 0xE1], believing.Announce(Client(false, 2)).Peers);
        Assert.Equal(18, believing.Announce(Client(true, 2)).Peers.Length);
    }

    [Theory]
    [InlineData(0xE0000001u, false)]
    [InlineData(0xFFFFFFFFu, false)]
    [InlineData(0x00000001u, false)]
    [InlineData(0x0A000001u, true)]
    [InlineData(0x7F000001u, true)]
    public void An_address_field_that_names_nobody_is_not_believed(uint named, bool isPublic)
    {
        using AnswersInTest tracker = new(new TrackerOptions { Address = System.Net.IPAddress.Any, HonourAddressField = true, IsPublic = isPublic });
        tracker.Announce(Client(false, 1), request => request with { Address = named });

        Assert.Equal([5, 6, 0, 1, 0x1A, 0xE1], tracker.Announce(Client(false, 2)).Peers);
    }

    private static UdpAddress Client(bool isIPv6, uint number) =>
        isIPv6 ? new UdpAddress(0x2a00_0001_0002_0000UL + number, 7, 40000) : UdpAddress.FromIPv4(0x05060000 + number, 40000);

    private (uint Leechers, uint Seeders) Counts(in UdpAddress from, Func<AnnounceRequest, AnnounceRequest> change)
    {
        AnnounceAnswer head = _tracker.Announce(from, change).Head;
        return (head.Leechers, head.Seeders);
    }

    private ScrapeEntry[] Scrape(UdpAddress from, params ReadOnlySpan<InfoHash> hashes)
    {
        byte[] answer = _tracker.Ask(Requests.Scrape(_tracker.Connect(from), hashes), from);
        Assert.Equal(TrackerProtocol.AnswerHeadBytes + (12 * hashes.Length), answer.Length);
        Assert.True(AnswerHead.TryRead(answer, out AnswerHead head));
        Assert.Equal(new AnswerHead(TrackerAction.Scrape, AnswersInTest.Transaction), head);
        return [.. Enumerable.Range(0, hashes.Length).Select(i => ScrapeEntry.At(answer, i))];
    }
}
