using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests.Testing;

public sealed class SoakTests
{
    [Fact]
    public void A_soak_runs_all_and_a_plain_test_a_tenth_but_at_least_one() =>
        Assert.Equal((5000, 500, 1), (Soak.Count(5000, isOn: true), Soak.Count(5000, isOn: false), Soak.Count(3, isOn: false)));

    [Fact]
    public void The_switch_is_an_environment_variable() =>
        Assert.Equal(Environment.GetEnvironmentVariable("MILLRACE_SOAK") == "1" ? 70 : 7, Soak.Count(70));
}
