using Millrace.Engine.Running;
using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Running;

public sealed class ProcessorsTests
{
    private static readonly Scenario _plain = new FakeSystem().Scenario(new Uri("tcp://127.0.0.1:1"), new Engine.Loads.Closed());

    [Theory]
    // allowed, generator, target -> generator, proxy
    [InlineData("0-1", "0", "1", "0", "0")] // nothing is left: it shares with the generator, for the target's figures count
    [InlineData("0-3", "0,1", "2,3", "0", "1")] // the last of the generator's half
    [InlineData("0-7", "0,1", "4-7", "0,1", "2-3")] // what neither side has
    public void The_proxy_runs_where_the_target_does_not(string allowed, string generator, string target, string left, string proxy)
    {
        Processors with = new Processors([.. Set(generator).Cpus.Select(cpu => (int?)cpu)], Set(target)).WithProxy(_plain, Set(allowed));

        Assert.Equal(Set(proxy), with.Proxy);
        Assert.Equal(Set(left).Cpus, with.Generator.OfType<int>());
        Assert.Equal(Set(target), with.Target);
    }

    [Fact]
    public void Generator_processors_that_were_named_are_shared_and_not_taken_away()
    {
        Processors with = new Processors([0, 1], Set("2,3")).WithProxy(_plain with { GeneratorCpus = [0, 1] }, Set("0-3"));
        Assert.Equal((Set("0,1"), 2), (with.Proxy, with.Generator.Count));
    }

    [Fact]
    public void Named_processors_are_taken_and_without_pinned_sides_it_is_free()
    {
        Assert.Equal(Set("3"), new Processors([0], Set("1")).WithProxy(_plain with { ProxyCpus = [3] }, Set("0-3")).Proxy);
        Assert.Null(new Processors([null], null).WithProxy(_plain, Set("0-3")).Proxy);
        Assert.Null(new Processors([0], Set("1")).WithProxy(_plain, null).Proxy);
    }

    private static CpuSet Set(string text) => CpuSet.TryParse(text, out CpuSet? set, out string? problem) ? set! : throw new ArgumentException(problem);
}
