using System.Buffers;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Wire;

public sealed class FrameReaderTests
{
    private static byte[] Stream()
    {
        AmqpWriter writer = new();
        writer.Method(1, new BasicPublish("e", "key", true, false));
        writer.Header(1, 10, new BasicProperties { MessageId = "m1" });
        writer.Body(1, new byte[10], 4096);
        writer.Heartbeat();
        return writer.Written.ToArray();
    }

    [Fact]
    public void Frames_are_found_however_the_network_cuts_them()
    {
        byte[] stream = Stream();
        foreach (Segmentation cut in HostileSegments.All(stream))
        {
            ReadOnlySequence<byte> rest = cut.ToSequence();
            byte[] scratch = [];
            List<(FrameKind Kind, int Channel, int Length)> found = [];
            while (!rest.IsEmpty)
            {
                FrameStatus status = FrameReader.Read(rest, 4096, ref scratch, out Frame frame);
                Assert.True(status == FrameStatus.Complete, cut.Name);
                found.Add((frame.Kind, frame.Channel, frame.Payload.Length));
                rest = rest.Slice(frame.Size);
            }

            Assert.Equal([(FrameKind.Method, 1, 13), (FrameKind.Header, 1, 17), (FrameKind.Body, 1, 10), (FrameKind.Heartbeat, 0, 0)], found);
        }
    }

    [Fact]
    public void A_part_of_a_frame_waits_for_the_rest()
    {
        AmqpWriter writer = new();
        writer.Method(1, new BasicPublish("exchange", "key", true, false));
        foreach (byte[] part in Garbage.Truncations(writer.Written.ToArray()))
        {
            Assert.Equal(FrameStatus.Incomplete, FrameReader.Read(part, 4096, out _));
        }
    }

    [Fact]
    public void A_frame_that_is_too_large_is_refused_before_its_payload_comes()
    {
        byte[] head = [1, 0, 1, 0, 0, 0x10, 0x00];
        Assert.Equal(FrameStatus.TooLarge, FrameReader.Read(head, 4096, out _));
        Assert.Equal(FrameStatus.Incomplete, FrameReader.Read(head, 4096 + 8, out _));
        byte[] huge = [1, 0, 1, 0xFF, 0xFF, 0xFF, 0xFF];
        Assert.Equal(FrameStatus.TooLarge, FrameReader.Read(huge, 0, out _));
    }

    [Fact]
    public void A_frame_must_end_with_its_octet_and_be_of_a_known_kind()
    {
        Assert.Equal(FrameStatus.BadEnd, FrameReader.Read([1, 0, 1, 0, 0, 0, 1, 9, 0xCD], 4096, out _));
        Assert.Equal(FrameStatus.BadKind, FrameReader.Read([4], 4096, out _));
        Assert.Equal(FrameStatus.BadKind, FrameReader.Read("GET / HTTP/1.1"u8, 4096, out _));
    }

    [Fact]
    public void Nonsense_is_never_read_beyond_its_end()
    {
        foreach (byte[] garbage in Garbage.Bytes(seed: 3, count: 5000))
        {
            foreach (byte[] bytes in (byte[][])[garbage, [1, .. garbage]])
            {
                ReadOnlyMemory<byte> poisoned = HostileSegments.Poisoned(bytes);
                if (FrameReader.Read(poisoned.Span, 4096, out Frame frame) == FrameStatus.Complete)
                {
                    Assert.InRange(frame.Size, Frame.Overhead, bytes.Length);
                }
            }
        }
    }

    [Fact]
    public void A_body_is_cut_into_frames_of_the_agreed_size()
    {
        byte[] body = new byte[10_000];
        new Random(5).NextBytes(body);
        AmqpWriter writer = new();
        writer.Body(9, body, 4096);
        ReadOnlySpan<byte> rest = writer.Written;
        List<byte> together = [];
        while (!rest.IsEmpty)
        {
            Assert.Equal(FrameStatus.Complete, FrameReader.Read(rest, 4096, out Frame frame));
            together.AddRange(frame.Payload);
            rest = rest[frame.Size..];
        }

        Assert.Equal(body, together);
    }
}
