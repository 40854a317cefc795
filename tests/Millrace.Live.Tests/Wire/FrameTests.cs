using System.Text;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Wire;

public sealed class FrameTests
{
    [Fact]
    public void Every_frame_of_a_client_comes_back_as_it_was_written()
    {
        foreach (byte[] frame in SampleFrames.Client)
        {
            Assert.Equal(frame, AnyFrame.OfClient(frame, out _));
        }
    }

    [Fact]
    public void Every_short_frame_of_a_server_comes_back_as_it_was_written()
    {
        foreach (byte[] frame in SampleFrames.Server.Where(frame => !IsDocumentary(frame)))
        {
            Assert.Equal(frame, AnyFrame.OfServer(frame, out _));
        }
    }

    [Fact]
    public void The_samples_have_every_event_there_is() =>
        Assert.Equal(Enum.GetValues<EventKind>()[1..], SampleFrames.Client.Select(frame => (EventKind)frame[0]).Where(kind => FrameKinds.IsEvent((byte)kind)).Distinct().Order());

    [Fact]
    public void Every_truncation_of_a_frame_is_refused_with_a_place_unless_it_is_a_shorter_frame()
    {
        foreach (byte[] frame in SampleFrames.Client)
        {
            for (int length = 0; length < frame.Length; length++)
            {
                Judge(frame.AsSpan(0, length), client: true);
            }
        }

        foreach (byte[] frame in SampleFrames.Server)
        {
            for (int length = 0; length < frame.Length; length++)
            {
                Judge(frame.AsSpan(0, length), client: false);
            }
        }
    }

    [Fact]
    public void A_frame_with_a_byte_too_many_is_refused_unless_it_ends_in_a_text_to_its_end()
    {
        foreach (byte[] frame in SampleFrames.Client.Where(frame => (EventKind)frame[0] is not
            (EventKind.Input or EventKind.Change or EventKind.Toggle or EventKind.Drop or EventKind.Custom or EventKind.Navigate)))
        {
            Assert.Null(AnyFrame.OfClient([.. frame, 0], out WireError error));
            Assert.Equal(frame.Length, error.Offset);
        }
    }

    [Fact]
    public void Every_byte_changed_to_every_other_value_gives_another_frame_or_an_error()
    {
        foreach ((byte[] sample, bool client) in SampleFrames.Client.Select(frame => (frame, true)).Concat(SampleFrames.Server.Select(frame => (frame, false))))
        {
            byte[] frame = [.. sample];
            for (int at = 0; at < frame.Length; at++)
            {
                for (int value = 0; value < 256; value++)
                {
                    frame[at] = (byte)value;
                    Judge(frame, client);
                }

                frame[at] = sample[at];
            }
        }
    }

    [Fact]
    public void Garbage_is_refused_or_read_and_nothing_else()
    {
        foreach (byte[] frame in Garbage.Bytes(seed: 1, Soak.Count(200_000), maxLength: 64))
        {
            Judge(frame, client: true);
            Judge(frame, client: false);
        }

        foreach (byte[] sample in SampleFrames.Client.Concat(SampleFrames.Server))
        {
            foreach (byte[] frame in Garbage.Mutations(sample, seed: 2, Soak.Count(5_000)))
            {
                Judge(frame, client: true);
                Judge(frame, client: false);
            }
        }
    }

    [Theory]
    [InlineData("80 00", "shortest")]
    [InlineData("FF FF FF FF 1F", "too large")]
    [InlineData("80 80 80 80 80 00", "too large")]
    [InlineData("81", "ends too early")]
    public void A_number_is_in_its_shortest_form_and_of_32_bits(string number, string reason)
    {
        byte[] frame = [(byte)FrameKind.Ack, .. Convert.FromHexString(number.Replace(" ", "", StringComparison.Ordinal))];

        Assert.False(ClientFrameReader.TryReadAck(frame, out uint ack, out WireError error));
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
        Assert.Equal(0u, ack);
    }

    [Fact]
    public void A_stamp_has_64_bits_and_no_more()
    {
        Assert.True(ClientFrameReader.TryReadPing([4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], out ulong stamp, out _));
        Assert.Equal(ulong.MaxValue, stamp);
        Assert.False(ClientFrameReader.TryReadPing([4, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02], out _, out _));
    }

    [Theory]
    [InlineData("C0 80")]
    [InlineData("ED A0 80")]
    [InlineData("F5 80 80 80")]
    [InlineData("E2 82")]
    [InlineData("80")]
    public void Text_that_is_not_UTF_8_is_refused(string bytes)
    {
        byte[] text = Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));

        Assert.False(ClientFrameReader.TryReadEvent([(byte)EventKind.Input, 1, 4, .. text], out _, out WireError input));
        Assert.Contains("not UTF-8", input.Reason, StringComparison.Ordinal);
        Assert.Equal(3, input.Offset);
        Assert.False(ServerFrameReader.TryReadNotice([(byte)FrameKind.Notice, 1, 0, (byte)text.Length, .. text], out _, out WireError notice));
        Assert.Contains("not UTF-8", notice.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Counts_are_bounded_before_anything_is_made_for_them()
    {
        foreach (EventKind kind in new[] { EventKind.Submit, EventKind.Choose, EventKind.TouchMove })
        {
            Assert.False(ClientFrameReader.TryReadEvent([(byte)kind, 1, 4, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F], out _, out WireError error));
            Assert.Contains("more things", error.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_event_without_a_number_is_refused() => Assert.False(ClientFrameReader.TryReadEvent([(byte)EventKind.Reset, 0, 4], out _, out _));

    [Fact]
    public void Of_a_hello_in_another_version_only_the_version_is_read()
    {
        Assert.True(ClientFrameReader.TryReadHello([1, 2, 0xFF, 0xFF, 0xFF], out HelloFrame hello, out _));
        Assert.Equal(2, hello.Version);
    }

    [Fact]
    public void Asking_an_event_for_what_it_has_not_is_an_error_of_the_caller()
    {
        Assert.True(ClientFrameReader.TryReadEvent([(byte)EventKind.Reset, 1, 4], out EventFrame e, out _));
        try
        {
            e.ReadMouse();
            Assert.Fail("a reset has no mouse");
        }
        catch (InvalidOperationException error)
        {
            Assert.Contains("Reset", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_event_of_the_bench_page_takes_no_more_than_30_bytes()
    {
        byte[] frame = SampleFrames.Made(w => ClientFrames.Text(w, EventKind.Input, 1_000_000, 2, Encoding.ASCII.GetBytes("0123456789abcdef01234567")));

        Assert.Equal(29, frame.Length);
    }

    private static bool IsDocumentary(byte[] frame) => frame[0] is 0x82 or 0x83 or 0x84;

    private static void Judge(ReadOnlySpan<byte> frame, bool client)
    {
        byte[]? again;
        WireError error;
        if (!client && frame.Length > 0 && frame[0] is 0x82 or 0x83 or 0x84)
        {
            again = Apply(frame, out error);
        }
        else
        {
            again = client ? AnyFrame.OfClient(frame, out error) : AnyFrame.OfServer(frame, out error);
        }

        if (again is null)
        {
            Assert.True(error.IsError && error.Offset >= 0 && error.Offset <= frame.Length, $"{Convert.ToHexString(frame)}: {error}");
            Assert.NotEmpty(error.Reason!);
        }
        else
        {
            // Only one form of a number is allowed, so what can be read is written the same.
            Assert.True(frame.SequenceEqual(again), Convert.ToHexString(frame));
        }
    }

    private static byte[]? Apply(ReadOnlySpan<byte> frame, out WireError error)
    {
        var document = new LiveDocument();
        document.Apply(SampleFrames.Document(), out _);
        ApplyResult result = document.Apply(frame, out error);
        Assert.Equal(result == ApplyResult.Malformed, error.IsError);
        Assert.NotEmpty(document.ToCanonical(ids: true));
        return error.IsError ? null : frame.ToArray();
    }
}
