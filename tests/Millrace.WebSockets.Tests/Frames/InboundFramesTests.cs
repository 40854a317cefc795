using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

public sealed class InboundFramesTests
{
    private const uint Key = 0x9C0FFEE1;

    private static byte[] Session(uint? key)
    {
        byte[] large = new byte[40_000];
        new Random(3).NextBytes(large);
        return
        [
            .. Wire.Text("hello", key), .. Wire.Text("", key), .. Wire.Frame(Opcode.Ping, "p1"u8, key),
            .. Wire.Text("fr", key, fin: false), .. Wire.Frame(Opcode.Ping, "inside"u8, key), .. Wire.Rest("ag", key, fin: false),
            .. Frame(Opcode.Pong, "", key), .. Wire.Rest("😀", key),
            .. Wire.Frame(Opcode.Binary, new byte[126], key), .. Wire.Frame(Opcode.Binary, large.AsSpan(0, 300), key, fin: false),
            .. Wire.Frame(Opcode.Continuation, [], key, fin: false), .. Wire.Frame(Opcode.Continuation, large.AsSpan(0, 200), key),
            .. Wire.Close(1000, "bye", key),
        ];
    }

    private static byte[] Frame(Opcode opcode, string text, uint? key) => Wire.Frame(opcode, System.Text.Encoding.UTF8.GetBytes(text), key);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_split_and_one_byte_at_a_time_give_the_same_events(bool masked)
    {
        byte[] session = Session(masked ? Key : null);
        List<string> expected = InboundRun.Of(session, _ => session.Length, masked);
        Assert.Equal(9, expected.Count);
        Assert.Equal("Close 1000 627965", expected[^1]);
        Assert.Equal(expected, InboundRun.Of(session, _ => 1, masked));
        for (int split = 1; split < session.Length; split++)
        {
            Assert.Equal(expected, InboundRun.Of(session, at => at < split ? split - at : session.Length, masked));
        }
    }

    [Fact]
    public void Every_truncation_gives_a_prefix_of_the_events_and_no_violation()
    {
        byte[] session = Session(Key);
        List<string> expected = InboundRun.Of(session, _ => session.Length, expectMask: true);
        for (int cut = 0; cut < session.Length; cut++)
        {
            List<string> events = InboundRun.Of(session.AsSpan(0, cut), _ => session.Length, expectMask: true);
            Assert.Equal(expected.Take(events.Count), events);
        }
    }

    [Fact]
    public void Garbage_never_does_more_than_violate()
    {
        var random = new Random(20_26);
        byte[] bytes = new byte[256];
        for (int round = 0; round < Soak.Rounds; round++)
        {
            Span<byte> garbage = bytes.AsSpan(0, random.Next(1, bytes.Length));
            random.NextBytes(garbage);
            if ((round & 1) == 0)
            {
                // Half of the rounds begin legally, so that the garbage reaches the deeper checks.
                garbage[0] = (byte)(0x80 | "\x0\x1\x2\x8\x9\xA"[random.Next(6)]);
                garbage[^1] = 0;
            }

            bool masked = random.Next(2) == 0;
            InboundRun.Of(garbage, _ => random.Next(1, 300), masked, maxMessageBytes: 1000, deflate: random.Next(2) == 0);
        }
    }

    [Theory]
    [InlineData(1002, "80 00")] // nothing to continue
    [InlineData(1002, "01 01 61 81 01 62")] // a message inside a message
    [InlineData(1002, "88 01 03")]
    [InlineData(1002, "88 02 03 ED")] // 1005
    [InlineData(1007, "88 04 03 E8 C0 80")]
    [InlineData(1007, "81 01 FF")]
    [InlineData(1007, "01 02 C3 28 80 00")]
    [InlineData(1007, "01 01 C3 80 00")] // ends inside a character
    [InlineData(1009, "82 7F 00 00 00 00 00 10 00 01")] // one byte over 1 MiB, before any payload
    public void Broken_rules_of_a_message_get_their_code(int code, string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal([$"Violation {code}"], InboundRun.Of(bytes, _ => 1));
    }

    [Fact]
    public void Invalid_utf8_is_refused_with_the_fragment_that_breaks_it()
    {
        byte[] bytes = [.. Wire.Frame(Opcode.Text, [0xE2], fin: false), .. Wire.Frame(Opcode.Continuation, [0x28], fin: false)];
        Assert.Equal(["Violation 1007"], InboundRun.Of(bytes, _ => 1));
    }

    [Fact]
    public void Fragments_together_over_the_limit_are_too_big_before_the_last_arrives()
    {
        byte[] bytes = [.. Wire.Frame(Opcode.Binary, new byte[600], fin: false), .. Wire.Frame(Opcode.Continuation, new byte[401], fin: false).AsSpan(0, 4)];
        Assert.Equal(["Violation 1009"], InboundRun.Of(bytes, _ => 64, maxMessageBytes: 1000));
    }

    [Fact]
    public void Endless_empty_fragments_end()
    {
        var run = new InboundRun();
        run.Feed(Wire.Frame(Opcode.Text, [], fin: false));
        for (int i = 0; i < 200; i++)
        {
            run.Feed(Wire.Frame(Opcode.Continuation, [], fin: false));
        }

        Assert.Equal(["Violation 1008"], run.Events);
    }

    [Fact]
    public void Ten_thousand_small_fragments_are_one_message()
    {
        var run = new InboundRun();
        run.Feed(Wire.Text("ab", fin: false));
        for (int i = 0; i < 10_000; i++)
        {
            run.Feed(Wire.Rest("cd", fin: i == 9_999));
        }

        Assert.Equal("Text " + Convert.ToHexString("ab"u8) + string.Concat(Enumerable.Repeat("6364", 10_000)), Assert.Single(run.Events));
        Assert.Equal(0, run.HeldBytes);
    }

    [Fact]
    public void A_large_message_uses_a_large_buffer_and_gives_it_back()
    {
        byte[] payload = new byte[300_000];
        new Random(4).NextBytes(payload);
        var run = new InboundRun();
        run.Feed([.. Wire.Frame(Opcode.Binary, payload), .. Wire.Text("x").AsSpan(0, 2)]);
        Assert.Equal("Binary " + Convert.ToHexString(payload), Assert.Single(run.Events));
        Assert.True(run.MostHeld >= 300_000);
        Assert.Equal(ShardBuffers.Size, run.HeldBytes);
        run.Feed("x"u8);
        Assert.Equal("Text 78", run.Events[^1]);
        Assert.Equal(0, run.HeldBytes);
    }

    [Fact]
    public void A_large_length_costs_memory_only_as_its_bytes_arrive()
    {
        var run = new InboundRun();
        run.Feed(Wire.Frame(Opcode.Binary, new byte[1_000_000]).AsSpan(0, 1000));
        Assert.Equal(ShardBuffers.Size, run.HeldBytes);
    }
}
