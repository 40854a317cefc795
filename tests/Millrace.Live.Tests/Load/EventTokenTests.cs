using System.Text;
using Millrace.Live.Load;

namespace Millrace.Live.Tests.Load;

public sealed class EventTokenTests
{
    [Theory]
    [InlineData(0, 0, 24, "0xxxxxxxxxxxxxxxxxxxxxxx")]
    [InlineData(0, 35, 6, "zxxxxx")]
    [InlineData(0, 36, 6, "10xxxx")]
    [InlineData(1, 0, 10, "1z141z4xxx")] // 4,294,967,296
    [InlineData(1, 1, 10, "1z141z5xxx")]
    [InlineData(1, 1, 4, "41z5")]
    public void Client_and_sequence_are_written_in_base_36_and_padded(int client, long sequence, int length, string expected) => Assert.Equal(expected, Of(client, sequence, length));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(17_999)]
    public void Tokens_of_events_that_follow_one_another_differ(int client)
    {
        // x is a digit too, so far apart they may be equal: 1 and 1x, which are 68 apart.
        for (int first = 0; first < 2000; first++)
        {
            Assert.Equal(30, Enumerable.Range(first, 30).Select(sequence => Of(client, sequence, 24)).Distinct().Count());
        }
    }

    [Fact]
    public void Tokens_of_different_clients_differ() => Assert.Equal(1000, Enumerable.Range(0, 1000).Select(client => Of(client, 7, 24)).Distinct().Count());

    private static string Of(int client, long sequence, int length)
    {
        byte[] token = new byte[length];
        EventToken.Write(token, client, sequence);
        return Encoding.ASCII.GetString(token);
    }
}
