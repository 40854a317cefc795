using Millrace.Engine;
using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
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
    [InlineData("backend", 100, "backend", 10)]
    [InlineData("backend-async", 100, "backend-async", 10)]
    [InlineData("backend-stress", 1_000, "backend", 15)]
    [InlineData("backend-restart", 200, "backend", 15)]
    [InlineData("rooms", 1_000, "rooms", 10)]
    [InlineData("rooms-many", 5_000, "rooms", 15)]
    [InlineData("slow-readers", 5_000, "rooms", 20)]
    [InlineData("storm", 5_000, "backend", 20)]
    [InlineData("storm-echo", 5_000, "echo", 20)]
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
            Assert.Equal(profile.PayloadBytes ?? 64, scenario.PayloadBytes);
            Assert.All(scenario.Thresholds, text => Threshold.Parse(text));
            // A run whose answers are all late or wrong must not pass; where something is killed, what was in flight may be.
            string errors = profile.Name switch { "storm" or "storm-echo" => "errors<5%", "backend-restart" => "errors<1%", _ => "errors<0.1%" };
            Assert.Contains(errors, scenario.Thresholds);
        }
    }

    [Theory]
    [InlineData("storm")]
    [InlineData("storm-echo")]
    public void A_storm_is_one_message_a_second_each_and_judged_only_where_everybody_was_connected(string name)
    {
        Profile storm = _system.Profiles.Single(profile => profile.Name == name);
        Assert.Equal((new Paced(1), ReconnectPolicy.Storm), (storm.Load, storm.Reconnect));
        Assert.Equal(["kill(restart)@5s"], storm.Faults);
        Assert.Equal(["storm.disconnected=100%", "storm.recovered<3s", "storm.refused-twice=0", "storm.never-back=0", "errors<5%"], storm.Thresholds);
    }

    [Fact]
    public void Slow_readers_are_bounded_by_their_queue_and_those_not_cut_off_are_counted()
    {
        Profile slow = _system.Profiles.Single(profile => profile.Name == "slow-readers");
        Assert.Contains("--max-queue 256KiB", slow.Parameters["serve"], StringComparison.Ordinal);
        Assert.DoesNotContain(slow.Thresholds, threshold => threshold.Contains("slow-kept", StringComparison.Ordinal)); // who reads nothing learns of its end late
        Assert.Contains("slow-kept", _system.Info.Counts);
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
