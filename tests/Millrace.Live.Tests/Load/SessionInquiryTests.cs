using Millrace.Live.Load.Stories;

namespace Millrace.Live.Tests.Load;

public sealed class SessionInquiryTests
{
    [Fact]
    public void Sessions_memory_and_evictions_are_read_out_of_the_statistics()
    {
        IReadOnlyDictionary<string, double>? figures = SessionInquiry.Read(
            """{"sessions":{"active":3,"detached":2,"pending":1},"sessionMemory":{"totalBytes":6000,"largestBytes":2500},"evictions":{"memory":4,"words":"x"}}""");

        Assert.Equal((6, 6000, 2500, 4), (figures![SessionInquiry.Sessions], figures[SessionInquiry.Bytes], figures[SessionInquiry.Largest], figures[SessionInquiry.EvictedPrefix + "memory"]));
    }

    [Fact]
    public void Limits_are_the_servers_own_word()
    {
        IReadOnlyDictionary<string, double>? figures = SessionInquiry.Read(
            """{"sessions":{"active":3},"sessionMemory":{"totalBytes":6000},"limits":{"maxSessions":7,"maxMemoryPerSessionBytes":1048576,"maxTotalMemoryBytes":0}}""");

        Assert.Equal((7, 1048576, 0), (figures![SessionInquiry.MostSessions], figures[SessionInquiry.MostOfOne], figures[SessionInquiry.MostOfAll]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"sessions":7,"sessionMemory":[]}""")]
    [InlineData("""{"sessions":{"active":"3"},"sessionMemory":{"totalBytes":null}}""")]
    public void What_is_no_such_answer_gives_nothing(string json) => Assert.Null(SessionInquiry.Read(json));
}
