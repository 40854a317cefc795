using Millrace.Engine.Running;
using Xunit;

namespace Millrace.Engine.Tests.Running;

public sealed class MachineLimitsTests
{
    [Fact]
    public void Too_few_descriptors_are_refused_with_the_command_that_mends_it()
    {
        string refusal = Assert.Single(new MachineLimits(1024, 28_232).Refusals(5_000));
        Assert.Contains("ulimit -n 5256", refusal, StringComparison.Ordinal);
        Assert.Contains("at most 768 clients", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_local_ports_are_refused_with_the_command_that_mends_it() =>
        Assert.Contains("ip_local_port_range", Assert.Single(new MachineLimits(1_000_000, 28_232).Refusals(30_000)), StringComparison.Ordinal);

    [Fact]
    public void What_the_system_does_not_tell_refuses_nothing() => Assert.Empty(new MachineLimits(null, null).Refusals(1_000_000));

    [Fact]
    public void The_limits_are_read_from_the_kernels_text()
    {
        const string Limits = "Limit                     Soft Limit           Hard Limit           Units     \nMax open files            1024                 524288               files     \n";
        Assert.Equal(1024, MachineLimits.DescriptorsOf(Limits));
        Assert.Equal(28_232, MachineLimits.PortsOf("32768\t60999\n"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Max open files            unlimited            unlimited            files     \n")]
    public void Text_that_says_nothing_gives_nothing(string? text)
    {
        Assert.Null(MachineLimits.DescriptorsOf(text));
        Assert.Null(MachineLimits.PortsOf(text));
    }
}
