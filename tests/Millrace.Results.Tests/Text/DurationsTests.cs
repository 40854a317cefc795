using Xunit;

namespace Millrace.Results.Tests.Text;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    [InlineData("30s", 30_000_000)]
    [InlineData("1m30s", 90_000_000)]
    [InlineData("90s", 90_000_000)]
    [InlineData("500ms", 500_000)]
    [InlineData("1.5s", 1_500_000)]
    [InlineData("250us", 250)]
    [InlineData("250µs", 250)]
    [InlineData("2h", 7_200_000_000)]
    [InlineData("1d", 86_400_000_000)]
    [InlineData("1h2m3s4ms5us", 3_723_004_005)]
    public void Usual_forms_are_read(string text, long microseconds) =>
        Assert.Equal(microseconds * TimeSpan.TicksPerMicrosecond, Durations.Parse(text).Ticks);

    [Theory]
    [InlineData("", "missing")]
    [InlineData("30", "did you mean 30s")]
    [InlineData("s", "number is expected at position 1")]
    [InlineData("-3s", "number is expected at position 1")]
    [InlineData(" 3s", "number is expected at position 1")]
    [InlineData("3x", "'x' at position 2 is no unit")]
    [InlineData("3 s", "is no unit")]
    [InlineData("3S", "is no unit")]
    [InlineData("1s1m", "large to small")]
    [InlineData("1s1s", "large to small")]
    [InlineData("1.2.3s", "number is expected at position 1")]
    [InlineData(".5s", "number is expected")]
    [InlineData("1e3s", "is no unit")]
    [InlineData("99999999999999d", "longer than a duration can be")]
    [InlineData("9999999999999999999999999999999d", "number is expected")]
    public void Other_forms_are_refused_with_what_to_do(string text, string expected)
    {
        Assert.False(Durations.TryParse(text, out _, out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => Durations.Parse(text));
    }

    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "0.1us")]
    [InlineData(2_500, "250us")]
    [InlineData(5_000_000, "500ms")]
    [InlineData(15_000_000, "1.5s")]
    [InlineData(900_000_000, "1m30s")]
    [InlineData(36_000_000_000, "1h")]
    [InlineData(36_005_000_000, "1h0.5s")]
    [InlineData(864_000_000_000, "24h")]
    public void Printing_takes_the_shortest_usual_form(long ticks, string expected) => Assert.Equal(expected, Durations.Format(new TimeSpan(ticks)));

    [Fact]
    public void What_is_printed_parses_to_the_same_value()
    {
        var random = new Random(20261);
        for (int i = 0; i < 2_000; i++)
        {
            var value = new TimeSpan(random.NextInt64(1L << random.Next(1, 50)));
            Assert.Equal(value, Durations.Parse(Durations.Format(value)));
        }
    }
}
