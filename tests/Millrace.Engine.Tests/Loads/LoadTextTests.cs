using Millrace.Engine.Arrivals;
using Millrace.Engine.Loads;
using Xunit;

namespace Millrace.Engine.Tests.Loads;

public sealed class LoadTextTests
{
    [Theory]
    [InlineData("closed")]
    [InlineData("closed(500ms)")]
    [InlineData("paced(10/s)")]
    [InlineData("flood(16)")]
    [InlineData("constant(5000/s)")]
    [InlineData("ramp(0..5000/s,30s)")]
    [InlineData("step(100..500/s,100/s,10s)")]
    [InlineData("spike(100/s,5000/s,10s,5s)")]
    [InlineData("stages(10s@0..100/s,30s@100/s,10s@100..0/s)")]
    [InlineData("poisson(1000/s)")]
    [InlineData("poisson(ramp(0..1000/s,1m))")]
    public void What_is_printed_is_what_was_read(string text)
    {
        LoadModel load = LoadText.Parse(text);
        Assert.Equal(text, load.ToString());
        Assert.Equal(load, LoadText.Parse(load.ToString()));
    }

    [Fact]
    public void A_bare_rate_is_a_constant_one() => Assert.Equal(new ArrivalRate(new ConstantPlan(250)), LoadText.Parse(" 250/s "));

    [Theory]
    [InlineData("300/min", 5)]
    [InlineData("7200/h", 2)]
    [InlineData("0.5/s", 0.5)]
    public void Rates_take_other_units(string text, double perSecond) =>
        Assert.Equal(perSecond, Assert.IsType<ConstantPlan>(Assert.IsType<ArrivalRate>(LoadText.Parse(text)).Plan).RatePerSecond, 9);

    [Theory]
    [InlineData("", "a load model is expected")]
    [InlineData("rampp(0..5/s,1s)", "did you mean")]
    [InlineData("constant(5000)", "a rate needs its unit, as in 5000/s")]
    [InlineData("constant(5000/d)", "'d' is no unit of a rate")]
    [InlineData("constant(0/s)", "above 0")]
    [InlineData("constant(5/s", "')' is expected")]
    [InlineData("ramp(5/s,1s)", "a range from one rate to another")]
    [InlineData("ramp(0..5/s,10)", "no unit")]
    [InlineData("ramp(0..5/s,0)", "above 0")]
    [InlineData("flood(1.5)", "a whole number")]
    [InlineData("flood(0)", "a whole number")]
    [InlineData("closed(1s)x", "not expected")]
    [InlineData("poisson(poisson(1/s))", "means nothing")]
    [InlineData("poisson(closed)", "not an arrival plan")]
    [InlineData("stages()", "duration")]
    public void Wrong_text_is_refused_with_what_is_wrong(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<LoadTextException>(() => LoadText.Parse(text)).Message, StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void An_error_names_its_position() => Assert.Equal(9, Assert.Throws<LoadTextException>(() => LoadText.Parse("constant(x/s)")).Position);
}
