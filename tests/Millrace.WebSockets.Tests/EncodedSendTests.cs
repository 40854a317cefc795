using System.Text;
using Millrace.Shards;
using Millrace.WebSockets.Frames;
using Millrace.WebSockets.Tests.Frames;

namespace Millrace.WebSockets.Tests;

public sealed class EncodedSendTests
{
    [Fact]
    public void An_encoded_frame_is_what_a_server_would_send()
    {
        foreach (int length in new[] { 0, 125, 126, 65_535, 65_536 })
        {
            byte[] payload = new byte[length];
            Array.Fill(payload, (byte)'x');
            byte[] frame = Frame(WebSocketMessageKind.Text, payload);
            var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 100_000, maxFrames: 1);
            frames.TryAppend(Opcode.Text, payload);
            Assert.Equal(frames.Next(), frame);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => WebSocketFrame.Encode(new byte[20], WebSocketMessageKind.Close, default));
    }

    [Fact]
    public Task Where_nothing_waits_the_bytes_go_straight_to_the_transport() => OnShard.Run((shard, stop) =>
    {
        var link = new MemoryLink(shard);
        var server = new WebSocketLink(link, WebSocketRole.Server, WebSocketOptions.Default);
        Assert.True(server.TrySendEncoded(Frame(WebSocketMessageKind.Text, "hello"u8), 1));
        Assert.Equal(("Text hello", 1, 0), (Read(link), link.SendCalls, server.HeldBytes));
        server.Dispose();
        return default;
    });

    [Fact]
    public Task What_the_transport_does_not_take_follows_in_order() => OnShard.Run(async (shard, stop) =>
    {
        for (int room = 0; room < 16; room++)
        {
            var link = new MemoryLink(shard) { Room = room };
            var server = new WebSocketLink(link, WebSocketRole.Server, WebSocketOptions.Default);
            byte[] two = [.. Frame(WebSocketMessageKind.Text, "one"u8), .. Frame(WebSocketMessageKind.Text, "two"u8)];
            Assert.True(server.TrySendEncoded(two, 2));
            Assert.True(server.TrySendEncoded(Frame(WebSocketMessageKind.Text, "three"u8), 1));
            Assert.True(server.TrySend(WebSocketMessageKind.Text, "four"u8));
            link.Drain(int.MaxValue);
            await server.FlushAsync(stop);
            Assert.Equal("Text one, Text two, Text three, Text four", Read(link));
            Assert.Equal((0, 0), (server.QueuedBytes, server.HeldBytes));
            server.Dispose();
        }
    });

    [Fact]
    public Task A_message_sent_before_in_the_same_turn_leaves_before() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard);
        var server = new WebSocketLink(link, WebSocketRole.Server, WebSocketOptions.Default);
        Assert.True(server.TrySend(WebSocketMessageKind.Text, "first"u8));
        Assert.True(server.TrySendEncoded(Frame(WebSocketMessageKind.Text, "second"u8), 1));
        Assert.Equal(0, link.SendCalls);
        await Task.Yield();
        await server.FlushAsync(stop);
        Assert.Equal(("Text first, Text second", 1), (Read(link), link.SendCalls));
        server.Dispose();
    });

    [Fact]
    public Task A_full_queue_refuses_all_or_drops_the_oldest_as_the_policy_says() => OnShard.Run(async (shard, stop) =>
    {
        var options = new WebSocketOptions { MaxSendQueueMessages = 3 };
        var link = new MemoryLink(shard) { Room = 1 };
        var refusing = new WebSocketLink(link, WebSocketRole.Server, options);
        byte[] two = [.. Frame(WebSocketMessageKind.Text, "a"u8), .. Frame(WebSocketMessageKind.Text, "b"u8)];
        Assert.True(refusing.TrySendEncoded(two, 2));
        Assert.False(refusing.TrySendEncoded(two, 2));
        Assert.True(refusing.TrySend(WebSocketMessageKind.Text, "c"u8));
        Assert.False(refusing.TrySend(WebSocketMessageKind.Text, "d"u8));
        link.Drain(int.MaxValue);
        await refusing.FlushAsync(stop);
        Assert.Equal(("Text a, Text b, Text c", 0), (Read(link), refusing.DroppedMessages));
        refusing.Dispose();

        link = new MemoryLink(shard) { Room = 1 };
        var dropping = new WebSocketLink(link, WebSocketRole.Server, options with { WhenSendQueueIsFull = SendQueuePolicy.DropOldest });
        Assert.True(dropping.TrySendEncoded(two, 2));
        Assert.True(dropping.TrySend(WebSocketMessageKind.Text, "c"u8));
        Assert.True(dropping.TrySend(WebSocketMessageKind.Text, "d"u8));
        Assert.True(dropping.TrySendEncoded(Frame(WebSocketMessageKind.Text, "e"u8), 1));
        Assert.False(dropping.TrySendEncoded(new byte[8], 4)); // never fits: nothing is dropped for it
        link.Drain(int.MaxValue);
        await dropping.FlushAsync(stop);
        Assert.Equal(("Text a, Text d, Text e", 2), (Read(link), dropping.DroppedMessages));
        dropping.Dispose();
    });

    [Fact]
    public Task An_evicted_peer_gets_its_close_at_once_and_ends_as_slow() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard) { Room = 1 };
        var server = new WebSocketLink(link, WebSocketRole.Server, WebSocketOptions.Default);
        ValueTask<WebSocketMessage> receiving = server.ReceiveAsync(stop);
        for (int i = 0; i < 100; i++)
        {
            Assert.True(server.TrySend(WebSocketMessageKind.Text, "waits"u8));
            await Task.Yield();
        }

        server.Evict(reason: "too slow");
        Assert.Equal((99, false), (server.DroppedMessages, server.IsOpen));
        Assert.False(server.TrySendEncoded(Frame(WebSocketMessageKind.Text, "no"u8), 1));
        link.Drain(int.MaxValue);
        await server.FlushAsync(stop);
        Assert.Equal("Text waits, Close 1013 too slow", Read(link));
        link.Arrive([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xF5]);
        Assert.Equal((WebSocketCloseCode.TryAgainLater, WebSocketCloseKind.SlowConsumer), ((await receiving).CloseCode, server.CloseKind));
        server.Dispose();
    });

    [Fact]
    public Task A_broken_transport_refuses_and_ends_the_connection() => OnShard.Run(async (shard, stop) =>
    {
        var link = new MemoryLink(shard) { SendFailure = new LinkException(LinkError.Reset, "reset") };
        var server = new WebSocketLink(link, WebSocketRole.Server, WebSocketOptions.Default);
        ValueTask<WebSocketMessage> receiving = server.ReceiveAsync(stop);
        Assert.False(server.TrySendEncoded(Frame(WebSocketMessageKind.Text, "no"u8), 1));
        Assert.False(server.IsOpen);
        await receiving;
        Assert.Equal(WebSocketCloseKind.TransportFailed, server.CloseKind);
        server.Dispose();
    });

    [Fact]
    public Task A_client_does_not_send_unmasked_frames() => OnShard.Run((shard, stop) =>
    {
        var client = new WebSocketLink(new MemoryLink(shard), WebSocketRole.Client, WebSocketOptions.Default);
        Assert.Throws<InvalidOperationException>(() => client.TrySendEncoded([0x81, 0], 1));
        client.Dispose();
        return default;
    });

    private static byte[] Frame(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[WebSocketFrame.LengthOf(payload.Length)];
        Assert.Equal(frame.Length, WebSocketFrame.Encode(frame, kind, payload));
        return frame;
    }

    private static string TextOf(string @event)
    {
        int hex = @event.LastIndexOf(' ') + 1;
        return @event[..hex] + Encoding.UTF8.GetString(Convert.FromHexString(@event.AsSpan(hex)));
    }

    private static string Read(MemoryLink link)
    {
        var reader = new InboundRun(expectMask: false);
        reader.Feed(link.Sent.ToArray());
        return string.Join(", ", reader.Events.Select(TextOf));
    }
}
