using Millrace.Speech.Load.Stories;

namespace Millrace.Speech.Tests.Load;

public sealed class StatsInquiryTests
{
    [Fact]
    public void Every_number_is_known_by_its_names() =>
        Assert.Equal(1.5, StatsInquiry.Read("""{"a":{"b":{"c":1.5}},"d":"x","e":[1]}""")!["a.b.c"]);

    [Theory]
    [InlineData("[]")]
    [InlineData("no")]
    [InlineData("")]
    public void What_is_no_object_says_nothing(string json) => Assert.Null(StatsInquiry.Read(json));
}
