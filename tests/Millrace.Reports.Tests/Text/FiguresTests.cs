using Millrace.Reports.Text;
using Xunit;

namespace Millrace.Reports.Tests.Text;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.0000125, "0.000013")]
    [InlineData(0.0874, "0.087")]
    [InlineData(1.386, "1.39")]
    [InlineData(9.994, "9.99")]
    [InlineData(9.996, "10.0")]
    [InlineData(45.21, "45.2")]
    [InlineData(99.96, "100")]
    [InlineData(228.6, "229")]
    [InlineData(112879.4, "112,879")]
    [InlineData(-3.2, "-3.20")]
    public void Number_keeps_three_significant_digits(double value, string text) => Assert.Equal(text, Figures.Number(value));

    [Fact]
    public void Number_of_what_is_not_finite_is_none()
    {
        Assert.Equal("-", Figures.Number(double.NaN));
        Assert.Equal("-", Figures.Number(double.PositiveInfinity));
        Assert.Equal("-", Figures.Number((double?)null));
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(999, "999")]
    [InlineData(1234567, "1,234,567")]
    [InlineData(-4000, "-4,000")]
    public void Count_has_thousands_separators(long value, string text) => Assert.Equal(text, Figures.Count(value));

    [Theory]
    [InlineData(0.087, "0.087 ms")]
    [InlineData(229.0, "229 ms")]
    [InlineData(3012.0, "3,012 ms")]
    [InlineData(12_500.0, "12.5 s")]
    public void Milliseconds_turn_into_seconds_from_ten_seconds_on(double ms, string text) => Assert.Equal(text, Figures.Milliseconds(ms));

    [Theory]
    [InlineData(0.25, "250 ms")]
    [InlineData(12, "12.0 s")]
    [InlineData(125, "2 m 05 s")]
    public void Seconds_choose_a_unit_that_fits(double seconds, string text) => Assert.Equal(text, Figures.Seconds(seconds));

    [Theory]
    [InlineData(512, "512 B")]
    [InlineData(1536, "1.50 KiB")]
    [InlineData(89_338_675, "85.2 MiB")]
    public void Bytes_are_in_binary_units(double bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0, 0, "0 %")]
    [InlineData(0, 10, "0 %")]
    [InlineData(26, 1000, "2.60 %")]
    [InlineData(1, 1_000_000_000, "< 0.001 %")]
    [InlineData(999_999, 1_000_000, "100.000 %")]
    [InlineData(3, 0, "-")]
    public void Share_never_rounds_something_to_nothing(double part, double whole, string text) => Assert.Equal(text, Figures.Share(part, whole));

    [Theory]
    [InlineData(5500, 112_000, "20.4x")]
    [InlineData(2, 1, "0.500x")]
    [InlineData(0, 1, "-")]
    public void Factor_is_now_over_before(double before, double now, string text) => Assert.Equal(text, Figures.Factor(before, now));
}
