using Millrace.Engine;
using Millrace.Engine.Judging;
using Millrace.Gateway.Load;

namespace Millrace.Gateway.Tests.Load;

public sealed class GatewayProfilesTests
{
    private static readonly GatewaySystem _system = new();

    [Theory]
    [InlineData("baseline", 100, "pingpong", 10)]
    [InlineData("scale-up", 1_000, "pingpong", 15)]
    [InlineData("stress", 5_000, "pingpong", 17)]
    [InlineData("async", 500, "echo", 15)]
    [InlineData("blast", 100, "blast", 5)]
    [InlineData("soak", 200, "pingpong", 600)]
    public void The_named_workloads_have_their_sizes(string name, int clients, string mode, int seconds)
    {
        Profile profile = _system.Profiles.Single(profile => profile.Name == name);
        Assert.Equal((clients, mode, TimeSpan.FromSeconds(seconds)), (profile.Clients, profile.Mode, profile.Duration));
    }

    [Fact]
    public void Every_profile_makes_a_scenario_that_is_right_and_whose_thresholds_can_be_read()
    {
        foreach (Profile profile in _system.Profiles)
        {
            Scenario scenario = Scenario.Of(_system, profile);
            Assert.Empty(_system.Validate(scenario));
            Assert.Equal(64, scenario.PayloadBytes);
            Assert.All(scenario.Thresholds, text => Threshold.Parse(text));
            // A run whose answers are all late or wrong must not pass.
            Assert.Contains("errors<0.1%", scenario.Thresholds);
        }
    }

    [Fact]
    public void Clients_that_never_read_are_refused_where_replies_are_waited_for()
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles[0]) with { Parameters = new Dictionary<string, string> { ["read"] = "false" } };
        Assert.Contains("makes sense in mode blast only", Assert.Single(_system.Validate(scenario)), StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_that_cannot_be_read_is_refused_by_name()
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles[0]) with { Tls = new TargetTls(AuthorityFile: "/nonexistent/ca.pem") };
        Assert.Contains("/nonexistent/ca.pem", Assert.Single(_system.Validate(scenario)), StringComparison.Ordinal);
    }
}
