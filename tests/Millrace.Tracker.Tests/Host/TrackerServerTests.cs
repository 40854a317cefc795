using System.Net;
using System.Net.Sockets;
using Millrace.Hosting;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Tests.Host.Answering;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host;

/// <summary>The whole server over real sockets.</summary>
public sealed class TrackerServerTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000), BothKinds]
    public async Task Clients_of_both_families_on_all_shards_share_their_familys_swarms(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind, options => options with { Shards = 3 });
        foreach (bool isIPv6 in (bool[])[false, true])
        {
            if (tracker.EndPoint(isIPv6) is null)
            {
                continue;
            }

            // Each from a port of its own, which the kernel spreads over the shards.
            for (uint i = 1; i <= 20; i++)
            {
                using TrackerClient client = tracker.Client(isIPv6);
                AnnounceAnswer answer = await client.AnnounceAsync(request => request with { Port = (ushort)(1000 + i) });
                Assert.Equal(i, answer.Leechers);
            }

            Assert.Equal(20, tracker.Server.Traffic.Answers((int)TrackerAction.Announce, isIPv6));
        }
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task Both_families_have_the_port_that_the_system_chose(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind);
        IPEndPoint four = tracker.EndPoint(isIPv6: false)!;

        Assert.NotEqual(0, four.Port);
        Assert.Equal(IPAddress.Loopback, four.Address);
        Assert.Equal("udp", tracker.Addresses.Entries[0].Key);
        Assert.Equal(four.Port, (tracker.EndPoint(isIPv6: true) ?? four).Port);
        Assert.All(tracker.Server.Shards, shard => Assert.All(shard.Ports, port => Assert.Equal(four.Port, port.Port.LocalEndPoint.Port)));
        Assert.True(tracker.Server.Health is { IsLive: true, IsReady: true });
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_taken_port_ends_the_start_with_what_to_do_even_where_shards_could_share_it(ShardKind kind)
    {
        await using TrackerInTest first = await TrackerInTest.StartAsync(kind, options => options with { AddressIPv6 = null });
        int port = first.EndPoint(isIPv6: false)!.Port;
        ServerStartException e = await Assert.ThrowsAsync<ServerStartException>(
            () => TrackerInTest.StartAsync(kind, options => options with { AddressIPv6 = null, Port = port }));

        Assert.Equal($"UDP port {port} on 127.0.0.1 is in use by another program. Stop it, or choose another port with --port (0 takes any free one).", e.Message);
    }

    [Fact(Timeout = 60_000)]
    public async Task An_ipv6_address_that_this_machine_does_not_have_ends_the_start_though_ipv4_would_serve()
    {
        ServerStartException e = await Assert.ThrowsAsync<ServerStartException>(
            () => TrackerInTest.StartAsync(ShardKind.Auto, options => options with { AddressIPv6 = IPAddress.Parse("2001:db8::1") }));

        Assert.Contains("2001:db8::1", e.Message, StringComparison.Ordinal); // in other words where the machine has no IPv6 at all
    }

    [Fact(Timeout = 60_000)]
    public async Task An_address_that_this_machine_does_not_have_ends_the_start()
    {
        ServerStartException e = await Assert.ThrowsAsync<ServerStartException>(
            () => TrackerInTest.StartAsync(ShardKind.Auto, options => options with { Address = IPAddress.Parse("192.0.2.1") }));

        Assert.StartsWith("This machine has no address 192.0.2.1.", e.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Wrong_options_end_the_start_with_all_that_is_wrong()
    {
        ServerStartException e = await Assert.ThrowsAsync<ServerStartException>(
            () => TrackerInTest.StartAsync(ShardKind.Auto, options => options with { MaxScrape = 0, MaxPeers = 0 }));

        Assert.Equal("The limit of peers in an answer is 0; it must be between 1 and 230. The limit of info hashes in a scrape is 0; it must be between 1 and 100.", e.Message);
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task Two_trackers_with_one_secret_accept_each_others_ids(ShardKind kind)
    {
        byte[] secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        await using TrackerInTest first = await TrackerInTest.StartAsync(kind, options => options with { Secret = secret });
        await using TrackerInTest second = await TrackerInTest.StartAsync(kind, options => options with { Secret = secret });
        await using TrackerInTest stranger = await TrackerInTest.StartAsync(kind);
        using TrackerClient ofFirst = first.Client();
        using TrackerClient ofSecond = second.Client();
        using TrackerClient ofStranger = stranger.Client();
        byte[] request = Requests.Announce(await ofFirst.ConnectAsync());

        Assert.Equal(TrackerProtocol.AnnounceAnswerBytes, (await ofSecond.AskAsync(request)).Length);
        Assert.Equal("invalid connection ID", await ofStranger.ErrorAsync(request));
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task Old_peers_are_forgotten_without_anybody_asking(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind, options => options with { ExpiryPeriod = TimeSpan.FromSeconds(1) });
        using TrackerClient client = tracker.Client();
        await client.AnnounceAsync();
        Assert.Equal("swarms 1, peers 1", tracker.Server.Health.Detail);
        tracker.Time.Advance(TimeSpan.FromMinutes(31));

        await Eventually.TrueAsync(() => tracker.Server.Health.Detail == "swarms 0, peers 0", "The peer's end");
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_datagram_that_is_longer_than_any_request_is_counted_and_the_next_is_answered(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind);
        using TrackerClient client = tracker.Client();
        byte[] oversized = new byte[3000];
        Requests.Connect().CopyTo(oversized, 0);
        await client.SendAsync(oversized);
        await client.SendAsync(Array.Empty<byte>());
        await client.ConnectAsync();

        Assert.Equal(2, tracker.Server.Traffic.Refused(Refusal.Malformed));
        Assert.Equal((3016, 16), (tracker.Server.Traffic.BytesIn(isIPv6: false) + (3000 - 2048), tracker.Server.Traffic.BytesOut(isIPv6: false)));
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task After_a_drain_nobody_is_answered_and_the_server_is_well(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind);
        using TrackerClient client = tracker.Client();
        await client.ConnectAsync();

        Assert.True(await tracker.Server.DrainAsync(TimeSpan.FromSeconds(10), Stopping));
        await Assert.ThrowsAsync<SocketException>(async () => await client.AskAsync(Requests.Connect())); // nobody listens there
        Assert.True(tracker.Server.Health is { IsLive: true, IsReady: false });
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task A_drain_answers_what_has_come_in(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind, options => options with { Shards = 1 });
        using TrackerClient client = tracker.Client();
        await client.ConnectAsync();
        Shard shard = tracker.Server.Shards[0].Shard;
        using ManualResetEventSlim held = new();
        TaskCompletionSource holds = new(TaskCreationOptions.RunContinuationsAsynchronously);

        // While the shard is held, requests come in and the drain is asked for.
        shard.Post(_ =>
        {
            holds.SetResult();
            held.Wait(Stopping);
        }, null);
        await holds.Task;
        for (int i = 0; i < 10; i++)
        {
            await client.SendAsync(Requests.Connect());
        }

        Task<bool> drain = tracker.Server.DrainAsync(TimeSpan.FromSeconds(10), Stopping).AsTask();
        Assert.False(tracker.Server.Health.IsReady);
        held.Set();

        Assert.True(await drain);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(TrackerProtocol.ConnectAnswerBytes, (await client.ReceiveAsync()).Length);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_list_counts_anew_when_it_changes_and_when_the_operator_says_so()
    {
        using TempFolder folder = new();
        string path = folder.Write("allow", $"{new InfoHash(1, 1, 1)}\n");
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(ShardKind.Auto, options => options with { AllowList = path });
        using TrackerClient client = tracker.Client();
        ulong id = await client.ConnectAsync();
        Assert.Equal("torrent not authorized", await client.ErrorAsync(Requests.Announce(id)));

        // Of another length, for the time of a file may be coarse.
        folder.Write("allow", $"# the second list\n{Requests.Swarm}\n");
        await Eventually.TrueAsync(
            () =>
            {
                tracker.Time.Advance(TimeSpan.FromMilliseconds(100)); // in small steps, for the id lives two minutes
                return tracker.Log.Count(2220) > 1;
            },
            "The list's second reading");
        Assert.Equal(1u, (await client.AnnounceAsync()).Leechers);

        folder.Write("allow", "# nothing\n");
        tracker.Server.Reload!();
        id = await client.ConnectAsync();
        Assert.Equal("torrent not authorized", await client.ErrorAsync(Requests.Announce(id)));
        Assert.Equal(1, tracker.Log.Count(2226));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_private_tracker_wants_a_passkey()
    {
        using TempFolder folder = new();
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(ShardKind.Auto, options => options with { PasskeyFile = folder.Write("keys", "key-of-ann") });
        using TrackerClient client = tracker.Client();
        ulong id = await client.ConnectAsync();

        Assert.Equal("passkey missing", await client.ErrorAsync(Requests.Announce(id)));
        Assert.Equal("passkey unknown", await client.ErrorAsync(Requests.Announce(id, options: Requests.Url("/key-of-bob/announce"))));
        Assert.Equal(20, (await client.AskAsync(Requests.Announce(id, options: Requests.Url("/key-of-ann/announce")))).Length);
    }

    [Theory(Timeout = 60_000), BothKinds]
    public async Task An_address_gets_its_share_of_connects(ShardKind kind)
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(kind, options => options with { Shards = 1, ConnectRate = 20, ConnectBurst = 10 });
        using TrackerClient client = tracker.Client();
        byte[] announce = Requests.Announce(await client.ConnectAsync());
        for (int i = 0; i < 30; i++)
        {
            await client.SendAsync(Requests.Connect());
        }

        // With a valid id it is answered all the same, and its answer comes after theirs.
        await client.SendAsync(announce);
        int connects = 0;
        while ((await client.ReceiveAsync()).Length == TrackerProtocol.ConnectAnswerBytes)
        {
            connects++;
        }

        Assert.Equal(9, connects);
        Assert.Equal(21, tracker.Server.Traffic.Refused(Refusal.ConnectRate));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_public_tracker_does_not_answer_loopback()
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(ShardKind.Auto, options => options with { Address = IPAddress.Any, AddressIPv6 = null, IsPublic = true });
        using TrackerClient client = new(new IPEndPoint(IPAddress.Loopback, tracker.Server.Shards[0].Ports[0].Port.LocalEndPoint.Port));
        await client.SendAsync(Requests.Connect());

        await Eventually.TrueAsync(() => tracker.Server.Traffic.Refused(Refusal.Bogus) == 1, "The refusal");
        Assert.Equal(0, tracker.Server.Traffic.BytesOut(isIPv6: false));
    }

    [Fact(Timeout = 60_000)]
    public async Task Asking_for_a_receive_buffer_that_the_system_does_not_give_is_said()
    {
        await using TrackerInTest tracker = await TrackerInTest.StartAsync(ShardKind.Auto, options => options with { ReceiveBufferBytes = 1024 * 1024 * 1024 });
        int given = tracker.Server.Shards[0].Ports[0].Port.ReceiveBufferBytes;

        Assert.Equal(given < 1024 * 1024 * 1024 ? 1 : 0, tracker.Log.Count(2202));
    }
}
