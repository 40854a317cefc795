using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Answering;

/// <summary>What a client gets that does not keep to the protocol, on purpose or not.</summary>
public sealed class BadInputTests : IDisposable
{
    private static readonly UdpAddress s_four = AnswersInTest.Four;

    private readonly AnswersInTest _tracker = new(new TrackerOptions { ConnectRate = 0 });

    public void Dispose() => _tracker.Dispose();

    [Fact]
    public void What_is_shorter_than_a_request_gets_nothing()
    {
        foreach (byte[] cut in Garbage.Truncations(Requests.Connect()))
        {
            Assert.Empty(_tracker.Ask(cut, s_four));
        }

        Assert.Equal(16, _tracker.Counters.Refused(Refusal.Malformed));
    }

    [Fact]
    public void An_announce_of_any_length_below_98_bytes_is_told_so()
    {
        byte[] whole = Requests.Announce(_tracker.Connect(s_four));
        for (int length = TrackerProtocol.RequestHeadBytes; length < whole.Length; length++)
        {
            Assert.Equal("invalid packet size", _tracker.Error(whole.AsSpan(0, length), s_four));
        }

        Assert.Equal(82, _tracker.Counters.Refused(Refusal.PacketSize));
        Assert.Equal(0, _tracker.Table(s_four).Totals().Peers);
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(TrackerProtocol.ProtocolId + 1)]
    [InlineData(0x8019_1027_1704_0000UL)] // the other byte order
    [InlineData(ulong.MaxValue)]
    public void A_connect_with_the_wrong_number_gets_nothing(ulong magic)
    {
        Assert.Empty(_tracker.Ask(Requests.Head(magic, 0), s_four));
        Assert.Equal(1, _tracker.Counters.Refused(Refusal.WrongMagic));
    }

    [Fact]
    public void A_connect_may_be_longer_and_is_not_answered_with_more() =>
        Assert.Equal(16, _tracker.Ask(Requests.Head(TrackerProtocol.ProtocolId, 0, 1000), s_four).Length);

    [Theory, BothFamilies]
    public void A_stale_future_forged_or_strange_id_is_refused(bool isIPv6)
    {
        UdpAddress client = isIPv6 ? AnswersInTest.Six : s_four;
        UdpAddress other = client with { High = client.High ^ (isIPv6 ? 1UL << 20 : 0), Low = client.Low ^ 1 };
        ulong id = _tracker.Connect(client);
        ulong future = id + (6UL << 48);

        Assert.Equal("invalid connection ID", _tracker.Error(Requests.Announce(id), other));
        Assert.Equal("invalid connection ID", _tracker.Error(Requests.Announce(id ^ 1), client));
        Assert.Equal("invalid connection ID", _tracker.Error(Requests.Announce(future), client));
        Assert.Null(_tracker.Error(Requests.Announce(id), client));
        _tracker.Time.Advance(TimeSpan.FromSeconds(120));
        Assert.Null(_tracker.Error(Requests.Announce(id), client));
        _tracker.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("invalid connection ID", _tracker.Error(Requests.Announce(id), client));
        Assert.Equal("invalid connection ID", _tracker.Error(Requests.Scrape(id, Requests.Swarm), client));
        Assert.Equal(5, _tracker.Counters.Refused(Refusal.ConnectionId));
    }

    [Fact]
    public void The_id_is_looked_at_before_anything_else()
    {
        const ulong Wrong = 0x1234_5678_9ABC_DEF0;
        Assert.Equal("invalid connection ID", _tracker.Error(Requests.Announce(Wrong, request => request with { Port = 0 }), s_four));
        Assert.Equal("invalid connection ID", _tracker.Error(Requests.Head(Wrong, 7, 29), s_four));
        Assert.Equal("bad id", _tracker.Error(Requests.Head(Wrong, 7, 28), s_four));
        Assert.Equal("bad id", _tracker.Error(Requests.Head(Wrong, 2), s_four));
    }

    [Theory]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(uint.MaxValue)]
    public void An_action_that_does_not_exist_is_told_so(uint action) =>
        Assert.Equal("unknown action", _tracker.Error(Requests.Head(_tracker.Connect(s_four), action), s_four));

    [Fact]
    public void A_connect_in_the_middle_of_a_session_is_a_connect() =>
        Assert.Empty(_tracker.Ask(Requests.Head(_tracker.Connect(s_four), 0), s_four)); // with an id where the protocol's number belongs

    [Theory]
    [InlineData(0, 0)]
    [InlineData(19, 0)]
    [InlineData(20, 1)]
    [InlineData(39, 1)]
    [InlineData(74 * 20, 74)]
    [InlineData(75 * 20, 74)]
    [InlineData(2000, 74)]
    public void A_scrape_is_answered_for_whole_hashes_up_to_74(int bytes, int answered)
    {
        byte[] request = Requests.Head(_tracker.Connect(s_four), 2, TrackerProtocol.RequestHeadBytes + bytes);
        byte[] answer = _tracker.Ask(request, s_four);

        if (answered == 0)
        {
            Assert.Equal("no info hashes provided", _tracker.Error(request, s_four));
            return;
        }

        Assert.Equal(TrackerProtocol.AnswerHeadBytes + (12 * answered), answer.Length);
    }

    [Fact]
    public void Port_zero_is_told_so()
    {
        Assert.Equal("port cannot be 0", _tracker.Error(Requests.Announce(_tracker.Connect(s_four), request => request with { Port = 0 }), s_four));
        Assert.Equal(0, _tracker.Table(s_four).Totals().Peers);
    }

    [Fact]
    public void What_comes_from_port_zero_cannot_be_answered() => Assert.Empty(_tracker.Ask(Requests.Connect(), s_four with { Port = 0 }));

    [Theory]
    [InlineData(new byte[] { 2 })]
    [InlineData(new byte[] { 2, 255 })]
    [InlineData(new byte[] { 2, 5, 1, 2 })]
    [InlineData(new byte[] { 1, 1, 1, 1 })]
    [InlineData(new byte[] { 77, 1 })]
    [InlineData(new byte[] { 0, 2, 255 })]
    [InlineData(new byte[] { 255, 255, 255, 255 })]
    public void Options_that_run_over_or_mean_nothing_do_no_harm(byte[] options)
    {
        byte[] request = Requests.Announce(_tracker.Connect(s_four), options: options);

        Assert.Equal(TrackerProtocol.AnnounceAnswerBytes, _tracker.Ask(request, s_four).Length);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(-1L)]
    [InlineData(long.MaxValue)]
    public void Whatever_is_left_a_peer_that_has_something_left_is_a_leecher(long left) =>
        Assert.Equal(1u, _tracker.Announce(s_four, request => request with { Left = left, Downloaded = left, Uploaded = left }).Head.Leechers);

    [Fact]
    public void An_unlisted_swarm_is_not_authorized_and_scrapes_as_empty()
    {
        using TempFolder folder = new();
        using AnswersInTest tracker = new(new TrackerOptions { AllowList = folder.Write("allow", $"{new InfoHash(1, 1, 1)}") });
        ulong id = tracker.Connect(s_four);

        Assert.Equal("torrent not authorized", tracker.Error(Requests.Announce(id), s_four));
        Assert.Equal("torrent not authorized", tracker.Error(Requests.Announce(id, request => request with { Port = 0 }), s_four));
        Assert.Null(tracker.Error(Requests.Announce(id, request => request with { InfoHash = new InfoHash(1, 1, 1) }), s_four));
        byte[] scrape = tracker.Ask(Requests.Scrape(id, Requests.Swarm, new InfoHash(1, 1, 1)), s_four);
        Assert.Equal([default, new ScrapeEntry(0, 0, 1)], [ScrapeEntry.At(scrape, 0), ScrapeEntry.At(scrape, 1)]);
    }

    [Fact]
    public void A_private_tracker_serves_whoever_has_a_passkey()
    {
        using TempFolder folder = new();
        using AnswersInTest tracker = new(new TrackerOptions { PasskeyFile = folder.Write("keys", "key-of-ann\n") });
        ulong id = tracker.Connect(s_four);
        string? Error(string? url) => tracker.Error(Requests.Announce(id, options: url is null ? null : Requests.Url(url)), s_four);

        Assert.Null(Error("/key-of-ann/announce"));
        Assert.Null(Error("/announce?passkey=key-of-ann"));
        Assert.Equal("passkey unknown", Error("/key-of-bob/announce"));
        Assert.Equal("passkey missing", Error("/announce"));
        Assert.Equal("passkey missing", Error(null));
        Assert.Equal("passkey missing", Error("/key-of-ann/announce?" + new string('x', 600)));
        Assert.Equal("no scrapes: this tracker is private", tracker.Error(Requests.Scrape(id, Requests.Swarm), s_four));
        Assert.Equal(1, tracker.Table(s_four).Totals().Peers);
    }

    [Theory]
    [InlineData("10.1.2.3")]
    [InlineData("127.0.0.1")]
    [InlineData("fe80::1")]
    [InlineData("::1")]
    public void A_public_tracker_answers_nothing_from_addresses_that_the_internet_does_not_have(string address)
    {
        using AnswersInTest tracker = new(new TrackerOptions { IsPublic = true });
        UdpAddress from = UdpAddress.From(new(System.Net.IPAddress.Parse(address), 4000));

        Assert.Empty(tracker.Ask(Requests.Connect(), from));
        Assert.Equal(1, tracker.Counters.Refused(Refusal.Bogus));
        Assert.Equal(16, tracker.Ask(Requests.Connect(), s_four).Length);
        Assert.Equal(16, _tracker.Ask(Requests.Connect(), from).Length);
    }
}
