using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

public sealed class OutgoingFramesTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Any_pace_of_sending_delivers_every_frame_whole_and_in_order(bool mask)
    {
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            var frames = new OutgoingFrames(new ShardBuffers(), mask, maxBytes: 200_000, maxFrames: 1000);
            var reader = new InboundRun(expectMask: mask);
            var expected = new List<string>();
            for (int step = 0; step < 100; step++)
            {
                byte[] payload = new byte[random.Next(0, 4) == 0 ? random.Next(0, 30_000) : random.Next(0, 200)];
                random.NextBytes(payload);
                if (frames.TryAppend(Opcode.Binary, payload))
                {
                    expected.Add("Binary " + Convert.ToHexString(payload));
                }

                Take(frames, reader, random.Next(0, 20_000));
            }

            Take(frames, reader, int.MaxValue);
            Assert.Equal(expected, reader.Events);
            Assert.True(frames.IsEmpty);
            Assert.Equal(0, frames.Frames);
            Assert.Equal(0, frames.HeldBytes);
        }
    }

    [Fact]
    public void A_full_queue_takes_no_more_and_changes_nothing()
    {
        var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 1000, maxFrames: 3);
        Assert.True(frames.TryAppend(Opcode.Text, new byte[900]));
        Assert.False(frames.TryAppend(Opcode.Text, new byte[100]));
        Assert.True(frames.TryAppend(Opcode.Text, new byte[10]));
        Assert.True(frames.TryAppend(Opcode.Text, new byte[10]));
        Assert.False(frames.TryAppend(Opcode.Text, []));
        Assert.Equal((904 + 24, 3), (frames.Bytes, frames.Frames));
        Assert.True(frames.IsTooLarge(997));
        Assert.False(frames.IsTooLarge(996));
    }

    [Fact]
    public void A_frame_counts_until_its_last_byte_has_left()
    {
        var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 1000, maxFrames: 10);
        for (int i = 0; i < 3; i++)
        {
            frames.TryAppend(Opcode.Text, new byte[8]);
        }

        frames.Sent(1);
        Assert.Equal(3, frames.Frames);
        frames.Sent(10);
        Assert.Equal(2, frames.Frames);
        frames.Sent(10);
        Assert.Equal(1, frames.Frames);
        frames.Sent(9);
        Assert.Equal(0, frames.Frames);
    }

    [Fact]
    public void A_pong_overtakes_whole_frames_but_never_cuts_one()
    {
        for (int sent = 0; sent < 40; sent++)
        {
            var frames = new OutgoingFrames(new ShardBuffers(), mask: false, maxBytes: 1000, maxFrames: 10);
            var reader = new InboundRun();
            frames.TryAppend(Opcode.Text, "aaaaaaaaaa"u8);
            frames.TryAppend(Opcode.Text, "bbbbbbbbbb"u8);
            frames.TryAppend(Opcode.Text, "cccccccccc"u8);
            int before = Math.Min(sent, 30);
            Take(frames, reader, before);
            frames.OvertakeWithPong("old"u8);
            frames.OvertakeWithPong("new"u8);
            Take(frames, reader, int.MaxValue, piece: 1);
            Assert.Equal(4, reader.Events.Count);
            Assert.Equal((before + 11) / 12, reader.Events.IndexOf("Pong 6E6577"));
            Assert.True(frames.IsEmpty);
        }
    }

    private static void Take(OutgoingFrames frames, InboundRun reader, int bytes, int piece = int.MaxValue)
    {
        while (bytes > 0 && !frames.IsEmpty)
        {
            ReadOnlySpan<byte> next = frames.Next();
            next = next[..Math.Min(Math.Min(bytes, piece), next.Length)];
            reader.Feed(next);
            bytes -= next.Length;
            frames.Sent(next.Length);
        }
    }
}
