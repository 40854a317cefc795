using Millrace.Hosting.Metrics;

namespace Millrace.Hosting.Tests.Metrics;

public sealed class PrometheusLabelsTests
{
    [Fact]
    public void Labels_are_sorted_and_their_values_escaped() =>
        Assert.Equal(
            """a="quote \" stroke \\ line\n",b_c="1.5",d="true",e="" """.TrimEnd(),
            PrometheusLabels.Render([new("d", true)], [new("b.c", 1.5), new("e", null), new("a", "quote \" stroke \\ line\n")]));

    [Fact]
    public void Tags_that_become_one_label_share_it() =>
        Assert.Equal("a_b=\"1;2\"", PrometheusLabels.Render([], [new("a.b", 1), new("a-b", 2)]));

    [Fact]
    public void No_tags_are_no_labels() => Assert.Equal("", PrometheusLabels.Render([], []));
}
