using System.Text;
using System.Text.Json;
using Millrace.Gateway.Load;

namespace Millrace.Gateway.Tests.Load;

public sealed class EchoPayloadTests
{
    [Theory]
    [InlineData(EchoPayload.MinBytes)]
    [InlineData(64)]
    [InlineData(1024 * 1024)]
    public void A_message_is_valid_json_of_the_length_asked_for_and_reads_back(int length)
    {
        byte[] message = new EchoPayload(length, 7).Stamp(4_711, 123_456_789_012).ToArray();

        Assert.Equal(length, message.Length);
        using JsonDocument json = JsonDocument.Parse(message);
        Assert.Equal("00001267", json.RootElement.GetProperty("c").GetString());
        Assert.True(EchoPayload.TryRead(message, out int client, out long sequence));
        Assert.Equal((4_711, 123_456_789_012), (client, sequence));
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var payload = new EchoPayload(64, 7);
        byte[] message = payload.Stamp(1, 2).ToArray();
        Assert.True(payload.Matches(message));
        for (int i = 0; i < message.Length; i++)
        {
            byte was = message[i];
            message[i] ^= 1;
            bool same = payload.Matches(message) && EchoPayload.TryRead(message, out int client, out long sequence) && client == 1 && sequence == 2;
            Assert.False(same, $"byte {i} may change unnoticed");
            message[i] = was;
        }
    }

    [Fact]
    public void A_shorter_or_longer_message_does_not_match()
    {
        var payload = new EchoPayload(64, 7);
        byte[] message = [.. payload.Stamp(1, 2).Span, 0];
        Assert.False(payload.Matches(message));
        for (int length = 0; length < 64; length++)
        {
            Assert.False(payload.Matches(message.AsSpan(0, length)));
            if (length < EchoPayload.MinBytes)
            {
                Assert.False(EchoPayload.TryRead(message.AsSpan(0, length), out _, out _));
            }
        }
    }

    [Fact]
    public void The_filler_follows_the_seed()
    {
        Assert.Equal(Text(1), Text(1));
        Assert.NotEqual(Text(1), Text(2));

        static string Text(long seed) => Encoding.ASCII.GetString(new EchoPayload(200, seed).Stamp(0, 0).Span);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(int.MaxValue, long.MaxValue)]
    public void The_ends_of_both_numbers_read_back(int client, long sequence)
    {
        Assert.True(EchoPayload.TryRead(new EchoPayload(64, 1).Stamp(client, sequence).Span, out int readClient, out long readSequence));
        Assert.Equal((client, sequence), (readClient, readSequence));
    }
}
