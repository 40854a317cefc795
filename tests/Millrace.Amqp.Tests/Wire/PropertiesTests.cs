using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Tests.Wire;

public sealed class PropertiesTests
{
    [Fact]
    public void Properties_are_whole_as_they_are_written_and_in_no_other_length()
    {
        AmqpWriter writer = new();
        new BasicProperties
        {
            ContentType = "text/plain",
            ContentEncoding = "gzip",
            Headers = MethodSamples.Table(),
            DeliveryMode = 2,
            Priority = 3,
            CorrelationId = "c",
            ReplyTo = "r",
            Expiration = "1000",
            MessageId = "é",
            Timestamp = 5,
            Type = "t",
            UserId = "u",
            AppId = "a",
            ClusterId = "",
        }.Write(writer);
        byte[] written = writer.Written.ToArray();
        Assert.True(BasicProperties.AreWhole(written));
        for (int length = 0; length < written.Length; length++)
        {
            Assert.False(BasicProperties.AreWhole(written.AsSpan(0, length)), $"{length} of {written.Length} bytes");
        }

        Assert.False(BasicProperties.AreWhole([.. written, 0]));
        Assert.True(BasicProperties.AreWhole([0, 0]));
    }

    [Fact]
    public void What_is_whole_can_be_read_and_written_alike()
    {
        byte[] written = [0x88, 0x00, 1, (byte)'x', 7];
        Assert.True(BasicProperties.AreWhole(written));
        AmqpReader reader = new(written);
        BasicProperties read = BasicProperties.Read(ref reader);
        Assert.False(reader.IsBroken);
        AmqpWriter writer = new();
        read.Write(writer);
        Assert.Equal(written, writer.Written.ToArray());
    }
}
