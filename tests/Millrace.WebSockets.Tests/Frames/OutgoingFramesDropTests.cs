using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

public sealed class OutgoingFramesDropTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Drops_at_any_moment_lose_the_oldest_whole_data_frames_and_nothing_else(int seed)
    {
        var random = new Random(seed);
        for (int round = 0; round < 150; round++)
        {
            Run(random, maxBytes: random.Next(400, 60_000), maxFrames: random.Next(3, 60), maxPayload: 4000);
            Run(random, maxBytes: random.Next(40_000, 1_000_000), maxFrames: random.Next(60, 200), maxPayload: 30_000);
        }
    }

    [Fact]
    public void A_frame_that_has_begun_to_leave_is_finished()
    {
        var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 1000, maxFrames: 2);
        frames.TryAppend(Opcode.Text, "first"u8);
        frames.TryAppend(Opcode.Text, "second"u8);
        frames.Sent(3);
        Assert.True(frames.DropUntilRoom(7, 1));
        Assert.True(frames.TryAppend(Opcode.Text, "third"u8));
        Assert.Equal((1, 2), (frames.Dropped, frames.Frames));
        Assert.Equal("irstthird", Text(frames));
    }

    [Fact]
    public void What_can_never_fit_drops_nothing()
    {
        var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 1000, maxFrames: 2);
        frames.TryAppend(Opcode.Text, "first"u8);
        Assert.False(frames.DropUntilRoom(1001, 1));
        Assert.False(frames.DropUntilRoom(10, 3));
        Assert.Equal((0, 1), (frames.Dropped, frames.Frames));
    }

    [Fact]
    public void Dropping_all_data_keeps_control_frames_and_gives_an_empty_buffer_back()
    {
        var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 1000, maxFrames: 10);
        frames.TryAppend(Opcode.Text, "first"u8);
        frames.AppendControl(Opcode.Ping, "p"u8);
        frames.TryAppend(Opcode.Text, "second"u8);
        frames.DropData();
        Assert.Equal((2, 1, 3), (frames.Dropped, frames.Frames, frames.Bytes));
        frames.Sent(3);
        frames.TryAppend(Opcode.Text, "third"u8);
        frames.DropData();
        Assert.True(frames.IsEmpty);
        Assert.Equal((3, 0, 0), (frames.Dropped, frames.Frames, frames.HeldBytes));
    }

    [Fact]
    public void A_shared_budget_closes_queues_that_are_not_empty_and_counts_to_zero()
    {
        var budget = new SendQueueBudget(ShardBuffers.Size);
        SendQueueShare share = budget.NewShare(), other = budget.NewShare();
        var first = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 100_000, maxFrames: 10, share);
        var second = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 100_000, maxFrames: 10, other);
        Assert.True(first.TryAppend(Opcode.Text, "a"u8));
        Assert.True(first.TryAppend(Opcode.Text, "b"u8));
        Assert.True(second.TryAppend(Opcode.Text, "c"u8)); // it was empty: every peer may have one
        Assert.True(budget.IsExceeded);
        Assert.False(second.TryAppend(Opcode.Text, "d"u8));
        SharedFrames? shared = null;
        Assert.False(first.TryAppendEncoded("\x81\x01e"u8, 1, ref shared));
        second.Sent(3);
        Assert.Equal(ShardBuffers.Size, budget.HeldBytes);
        Assert.True(first.TryAppend(Opcode.Text, new byte[50_000]));
        Assert.True(budget.HeldBytes >= 50_000);
        first.Release();
        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public void A_queue_grows_and_shrinks_with_what_waits()
    {
        var budget = new SendQueueBudget(long.MaxValue);
        var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 4_000_000, maxFrames: 10_000, budget.NewShare());
        for (int i = 0; i < 3000; i++)
        {
            Assert.True(frames.TryAppend(Opcode.Binary, new byte[1000]));
            Assert.InRange(frames.HeldBytes, frames.Bytes, (frames.Bytes * 11 / 10) + ShardBuffers.Size);
        }

        while (!frames.IsEmpty)
        {
            frames.Sent(Math.Min(5000, frames.Next().Length));
            Assert.InRange(frames.HeldBytes, frames.Bytes, (frames.Bytes * 11 / 10) + (2 * ShardBuffers.Size));
            Assert.Equal(frames.HeldBytes, budget.HeldBytes);
        }

        Assert.Equal((0, 0, 0), (frames.Bytes, frames.Frames, frames.HeldBytes));
    }

    [Fact]
    public void Frames_that_wait_in_many_queues_are_kept_once_until_the_last_has_let_them_go()
    {
        var budget = new SendQueueBudget(long.MaxValue);
        SendQueueShare share = budget.NewShare();
        var pool = new ShardBuffers();
        byte[] payload = new byte[9000], frame = new byte[9004];
        new Random(3).NextBytes(payload);
        WebSocketFrame.Encode(frame, WebSocketMessageKind.Binary, payload);
        OutgoingFrames[] queues = [.. Enumerable.Range(0, 50).Select(_ => new OutgoingFrames(pool, mask: false, 100_000, 100, share))];
        for (int i = 0; i < 3; i++)
        {
            SharedFrames? shared = null;
            Assert.All(queues, queue => Assert.True(queue.TryAppendEncoded(frame, 1, ref shared)));
        }

        Assert.Equal(3 * ShardBuffers.Size, budget.HeldBytes);
        queues[0].Sent(1); // under way: stays
        Assert.All(queues, queue => Assert.True(queue.DropUntilRoom(75_000, 1)));
        Assert.Equal(3 * ShardBuffers.Size, budget.HeldBytes); // the first has dropped another than the rest
        Assert.All(queues[1..], queue => queue.AppendControl(Opcode.Ping, default)); // into a buffer of its own
        Assert.All(queues[1..], queue => Assert.Equal([.. frame, .. frame, 0x89, 0], Drain(queue)));
        Assert.Equal([.. frame.AsSpan(1), .. frame], Drain(queues[0]));
        Assert.Equal(0, budget.HeldBytes);
    }

    [Fact]
    public void What_all_queues_have_given_back_is_made_anew()
    {
        var pool = new ShardBuffers();
        byte[] frame = new byte[5004];
        WebSocketFrame.Encode(frame, WebSocketMessageKind.Binary, new byte[5000]);
        SharedFrames? shared = null;
        foreach (OutgoingFrames queue in Enumerable.Range(0, 2).Select(_ => new OutgoingFrames(pool, mask: false, 100_000, 100)))
        {
            Assert.True(queue.TryAppendEncoded(frame, 1, ref shared));
            Assert.Equal(frame, Drain(queue));
            pool.Rent().AsSpan().Fill(0xFF); // whoever rents it next writes into it
        }
    }

    private static byte[] Drain(OutgoingFrames queue)
    {
        List<byte> bytes = [];
        while (!queue.IsEmpty)
        {
            ReadOnlySpan<byte> next = queue.Next();
            bytes.AddRange(next);
            queue.Sent(next.Length);
        }

        return [.. bytes];
    }

    // The model: what was appended and not dropped, oldest first, with how much of the first has left.
    private static void Run(Random random, int maxBytes, int maxFrames, int maxPayload)
    {
        var budget = new SendQueueBudget(long.MaxValue);
        SendQueueShare share = budget.NewShare();
        var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes, maxFrames, share);
        var other = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes, maxFrames, share);
        var reader = new InboundRun();
        var expected = new List<string>();
        var waiting = new List<(string Event, int Length, bool IsData)>();
        int cut = 0;
        long dropped = 0;
        for (int step = 0; step < 200; step++)
        {
            byte[] payload = new byte[random.Next(0, 5) == 0 ? random.Next(0, maxPayload) : random.Next(0, 120)];
            random.NextBytes(payload);
            int length = (int)frames.LengthOf(payload.Length);
            switch (random.Next(0, 8))
            {
                case 0:
                    frames.AppendControl(Opcode.Pong, payload.AsSpan(0, Math.Min(payload.Length, 100)));
                    payload = payload[..Math.Min(payload.Length, 100)];
                    waiting.Add(("Pong " + Convert.ToHexString(payload), (int)frames.LengthOf(payload.Length), false));
                    break;
                case 1 or 2 or 3 or 4 or 5:
                    bool fits = frames.DropUntilRoom(length, 1);
                    Assert.Equal(fits, Append(payload));
                    while (frames.Dropped > dropped)
                    {
                        int oldest = waiting.FindIndex(cut > 0 ? 1 : 0, frame => frame.IsData);
                        waiting.RemoveAt(oldest);
                        dropped++;
                    }

                    if (fits)
                    {
                        waiting.Add(("Binary " + Convert.ToHexString(payload), length, true));
                    }

                    break;
                default:
                    Take(random.Next(0, maxPayload));
                    break;
            }

            Assert.Equal((waiting.Sum(frame => frame.Length) - cut, waiting.Count), (frames.Bytes, frames.Frames));
        }

        Take(int.MaxValue);
        Assert.Equal(expected, reader.Events);
        other.Release();
        Assert.Equal(0, budget.HeldBytes);
        Assert.Equal((0, 0, 0), (frames.Bytes, frames.Frames, frames.HeldBytes));

        // Encoded half of the time, and then shared with another queue.
        bool Append(byte[] payload)
        {
            if (payload.Length % 2 == 0)
            {
                return frames.TryAppend(Opcode.Binary, payload);
            }

            byte[] encoded = new byte[WebSocketFrame.LengthOf(payload.Length)];
            WebSocketFrame.Encode(encoded, WebSocketMessageKind.Binary, payload);
            SharedFrames? shared = null;
            _ = other.DropUntilRoom(encoded.Length, 1) && other.TryAppendEncoded(encoded, 1, ref shared);
            return frames.TryAppendEncoded(encoded, 1, ref shared);
        }

        void Take(int bytes)
        {
            while (bytes > 0 && !frames.IsEmpty)
            {
                ReadOnlySpan<byte> next = frames.Next();
                next = next[..Math.Min(bytes, next.Length)];
                reader.Feed(next);
                bytes -= next.Length;
                cut += next.Length;
                frames.Sent(next.Length);
                while (waiting.Count > 0 && cut >= waiting[0].Length)
                {
                    cut -= waiting[0].Length;
                    expected.Add(waiting[0].Event);
                    waiting.RemoveAt(0);
                }
            }
        }
    }

    private static string Text(OutgoingFrames frames)
    {
        var text = new System.Text.StringBuilder();
        while (!frames.IsEmpty)
        {
            ReadOnlySpan<byte> next = frames.Next();
            text.Append(string.Concat(System.Text.Encoding.Latin1.GetString(next).Where(char.IsLetter)));
            frames.Sent(next.Length);
        }

        return text.ToString();
    }
}
