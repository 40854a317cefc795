using Millrace.Speech.Host.Sessions;

namespace Millrace.Speech.Tests.Sessions;

public sealed class AudioHistoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(1000)]
    public void Every_byte_that_it_still_knows_is_the_streams(int size)
    {
        Random random = new(size);
        byte[] stream = new byte[3000];
        random.NextBytes(stream);
        AudioHistory history = new(size);
        for (int at = 0; at < stream.Length;)
        {
            ReadOnlySpan<byte> chunk = stream.AsSpan(at, Math.Min(random.Next(1, 90), stream.Length - at));
            Assert.Equal(at, history.Position);
            Assert.Equal(Math.Max(0, at - size), history.Oldest);
            int from = random.Next((int)history.Oldest, at + chunk.Length + 1);
            byte[] copy = new byte[random.Next(0, at + chunk.Length - from + 1)];
            history.Copy(from, chunk, copy);
            Assert.Equal(stream.AsSpan(from, copy.Length).ToArray(), copy);
            history.Append(chunk);
            at += chunk.Length;
        }
    }
}
