using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Tests.Sessions;

public sealed class FrameLogTests
{
    [Fact]
    public void Frames_come_out_in_order_and_once()
    {
        FrameLog log = new();
        log.Append([1]);
        log.Append([2, 2]);

        Assert.Equal([1], log.Next().ToArray());
        Assert.Equal([2, 2], log.Next().ToArray());
        Assert.True(log.IsAllSent);
        Assert.True(log.Next().IsEmpty);
        Assert.Equal(3u, log.NextSequence);
    }

    [Fact]
    public void What_is_not_acknowledged_can_be_sent_again()
    {
        FrameLog log = new();
        for (byte i = 1; i <= 5; i++)
        {
            log.Append([i]);
            log.Next();
        }

        Assert.True(log.Acknowledge(2));
        Assert.True(log.CanReplayAfter(2));
        Assert.False(log.CanReplayAfter(1));
        Assert.True(log.CanReplayAfter(4));
        Assert.False(log.CanReplayAfter(6));
        log.Rewind();
        Assert.Equal([3], log.Next().ToArray());
    }

    [Fact]
    public void An_empty_log_holds_no_memory()
    {
        FrameLog log = new();
        log.Append(new byte[3000]);
        Assert.True(log.Capacity >= 3000);
        log.Next();
        log.Acknowledge(1);

        Assert.Equal(0, log.Capacity);
        Assert.Equal(2u, log.FirstSequence);
    }

    [Fact]
    public void What_was_never_written_cannot_be_acknowledged()
    {
        FrameLog log = new();
        log.Append([1]);

        Assert.False(log.Acknowledge(2));
        Assert.Equal(1, log.Count);
    }

    [Fact]
    public void An_old_acknowledgement_changes_nothing()
    {
        FrameLog log = new();
        log.Append([1]);
        log.Append([2]);
        log.Acknowledge(1);

        Assert.True(log.Acknowledge(1));
        Assert.True(log.Acknowledge(0));
        Assert.Equal(1, log.Count);
    }

    [Fact]
    public void A_reset_begins_at_the_number_given()
    {
        FrameLog log = new();
        log.Append([1]);
        log.Reset(9);

        Assert.Equal(0, log.Count);
        Assert.Equal(9u, log.NextSequence);
        Assert.True(log.CanReplayAfter(8));
        Assert.False(log.CanReplayAfter(1));
    }

    [Fact]
    public void What_somebody_still_reads_stays_as_it_is_after_it_was_abandoned()
    {
        FrameLog log = new();
        log.Append([7, 7, 7]);
        ReadOnlyMemory<byte> sending = log.Next();
        log.Abandon();
        log.Reset(2);
        for (int i = 0; i < 100; i++)
        {
            log.Append(new byte[100]);
        }

        Assert.Equal([7, 7, 7], sending.ToArray());
    }

    [Fact]
    public void It_agrees_with_a_plain_list_whatever_is_done_to_it()
    {
        Random random = new(6);
        FrameLog log = new();
        List<(uint Sequence, byte[] Frame)> kept = [];
        uint next = 1;
        uint cursor = 1;
        for (int step = 0; step < 20_000; step++)
        {
            switch (random.Next(6))
            {
                case 0 or 1 when kept.Count < 50:
                    byte[] frame = new byte[random.Next(1, 200)];
                    random.NextBytes(frame);
                    log.Append(frame);
                    kept.Add((next++, frame));
                    break;
                case 2:
                    uint acknowledged = (uint)random.Next((int)next);
                    Assert.True(log.Acknowledge(acknowledged));
                    kept.RemoveAll(each => each.Sequence <= acknowledged);
                    cursor = Math.Max(cursor, kept.Count > 0 ? kept[0].Sequence : next);
                    break;
                case 3:
                    log.Rewind();
                    cursor = kept.Count > 0 ? kept[0].Sequence : next;
                    break;
                default:
                    byte[] expected = kept.Find(each => each.Sequence == cursor).Frame ?? [];
                    Assert.Equal(expected, log.Next().ToArray());
                    cursor = expected.Length > 0 ? cursor + 1 : cursor;
                    break;
            }

            Assert.Equal(kept.Count, log.Count);
            Assert.Equal(kept.Sum(each => each.Frame.Length), log.Bytes);
        }
    }
}
