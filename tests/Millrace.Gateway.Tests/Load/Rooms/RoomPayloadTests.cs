using System.Text.Json;
using Millrace.Gateway.Load.Rooms;

namespace Millrace.Gateway.Tests.Load.Rooms;

public sealed class RoomPayloadTests
{
    [Theory]
    [InlineData(RoomPayload.MinBytes)]
    [InlineData(64)]
    [InlineData(1024 * 1024)]
    public void A_message_is_valid_json_of_the_length_asked_for_and_reads_back(int length)
    {
        byte[] message = new RoomPayload(length, 7).Stamp(99, 123_456_789, 987_654_321_012_345).ToArray();

        Assert.Equal(length, message.Length);
        using JsonDocument json = JsonDocument.Parse(message);
        Assert.Equal(32, json.RootElement.GetProperty("m").GetString()!.Length);
        Assert.True(RoomPayload.TryRead(message, out int room, out long sequence, out long due));
        Assert.Equal((99, 123_456_789, 987_654_321_012_345), (room, sequence, due));
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        var payload = new RoomPayload(64, 7);
        byte[] message = payload.Stamp(1, 2, 3).ToArray();
        Assert.True(payload.Matches(message));
        for (int i = 0; i < message.Length; i++)
        {
            byte was = message[i];
            message[i] ^= 1;
            bool same = payload.Matches(message) && RoomPayload.TryRead(message, out int room, out long sequence, out long due) && (room, sequence, due) == (1, 2, 3);
            Assert.False(same, $"byte {i} may change unnoticed");
            message[i] = was;
        }
    }

    [Fact]
    public void A_shorter_message_is_none_of_ours()
    {
        byte[] message = new RoomPayload(64, 7).Stamp(1, 2, 3).ToArray();
        for (int length = 0; length < RoomPayload.MinBytes; length++)
        {
            Assert.False(RoomPayload.TryRead(message.AsSpan(0, length), out _, out _, out _));
        }
    }
}
