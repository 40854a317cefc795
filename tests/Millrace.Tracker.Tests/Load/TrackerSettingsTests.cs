using Millrace.Engine;
using Millrace.Engine.Judging;
using Millrace.Engine.Loads;
using Millrace.Tracker.Load;
using Millrace.Tracker.Load.Plans;
using static Millrace.Tracker.Tests.Load.LoadInTest;

namespace Millrace.Tracker.Tests.Load;

public sealed class TrackerSettingsTests
{
    private static readonly Scenario _scenario = Scenario.Of(LoadInTest.System, LoadInTest.System.Profiles[0]);

    [Fact]
    public void The_defaults_are_those_that_the_parameters_name()
    {
        TrackerSettings settings = TrackerSettings.Of(_scenario);
        Assert.Equal(new TrackerSettings(), settings);
        Assert.Equal((5, 50, SwarmKind.Uniform, TimeSpan.FromSeconds(60), 256), (settings.Hashes, settings.Wanted, settings.Swarms, settings.IdAge, settings.Sockets));
    }

    [Theory]
    [InlineData("hashes", "0", "hashes is '0'")]
    [InlineData("numwant", "x", "numwant is 'x'")]
    [InlineData("mix", "announce=1,scrap=1", "'scrap=1' is no weight")]
    [InlineData("swarms", "unifrom", "swarms is 'unifrom'")]
    [InlineData("serve", "--port 6969", "leave it out, or start `millrace serve tracker --port N`")]
    [InlineData("serve", "--peer-age 1h --port=6969", "serve names --port")]
    [InlineData("serve", "--ready-json", "serve names --ready-json")]
    [InlineData("swarms", "uniform:0", "swarms is 'uniform:0'")]
    [InlineData("swarms", "zipf:10:x", "swarms is 'zipf:10:x'")]
    [InlineData("swarms", "zipf:99999999", "swarms is 'zipf:99999999'")]
    [InlineData("swarms", "uniform:4", "there are only 4 swarms")]
    [InlineData("scrape-hashes", "75", "scrape-hashes is '75'")]
    [InlineData("id-age", "60", "has no unit")]
    [InlineData("id-age", "0", "above 0")]
    [InlineData("seeders", "25%", "seeders is '25%'")]
    [InlineData("events", "yes", "it is true or false")]
    [InlineData("retransmit", "always", "it is none or bep15")]
    [InlineData("retransmit", "bep15", "nothing would ever be sent again")]
    [InlineData("sockets", "257", "sockets is '257'")]
    [InlineData("check-peers", "maybe", "it is auto, true or false")]
    [InlineData("hash-list", "/nonexistent/hashes", "no such folder")]
    [InlineData("family", "both", "it is ipv4 or ipv6")]
    [InlineData("hashes", "300000", "can be told apart")]
    public void What_is_wrong_is_said_with_its_name(string name, string value, string said) =>
        Assert.Contains(said, Assert.Single(LoadInTest.System.Validate(_scenario with { Parameters = With(_scenario.Parameters, (name, value)) })), StringComparison.Ordinal);

    [Fact]
    public void Retransmission_is_right_with_a_deadline_that_leaves_time_for_it() =>
        Assert.Empty(LoadInTest.System.Validate(_scenario with { Parameters = With(_scenario.Parameters, ("retransmit", "bep15")), OperationTimeout = TimeSpan.FromSeconds(60) }));

    [Fact]
    public void A_target_without_a_port_is_refused_with_the_usual_one() =>
        Assert.Contains("udp://127.0.0.1:6969", Assert.Single(LoadInTest.System.Validate(_scenario with { Target = new Uri("udp://127.0.0.1") })), StringComparison.Ordinal);

    [Fact]
    public void What_is_about_the_embedded_tracker_is_refused_for_another()
    {
        Scenario scenario = _scenario with { Target = new Uri("udp://127.0.0.1:6969"), Parameters = With(_scenario.Parameters, ("family", "ipv6"), ("serve", "--peer-age 1h")) };
        Assert.Equal(2, LoadInTest.System.Validate(scenario).Count);
    }

    [Fact]
    public void A_worker_has_one_request_at_a_time() =>
        Assert.Contains("one request at a time", Assert.Single(LoadInTest.System.Validate(_scenario with { Load = new Flood(8) })), StringComparison.Ordinal);

    [Fact]
    public void The_embedded_tracker_limits_no_address_and_takes_further_options()
    {
        TargetRecipe recipe = LoadInTest.System.Embedded(_scenario with { Parameters = With(_scenario.Parameters, ("serve", "--peer-age 10m --allow-list 'a b'"), ("family", "ipv6")) });
        Assert.Equal(["serve", "tracker", "--port", "0", "--connect-rate", "0", "--request-rate", "0", "--peer-age", "10m", "--allow-list", "a b", "--ready-json"], recipe.Arguments);
        Assert.Equal("udp6", recipe.AddressName);
        Assert.Equal("udp", LoadInTest.System.Embedded(_scenario).AddressName);
    }

    [Theory]
    [InlineData("--connect-rate 100")]
    [InlineData("--connect-rate=100")]
    public void Who_asks_for_a_limit_gets_it(string serve)
    {
        TargetRecipe recipe = LoadInTest.System.Embedded(_scenario with { Parameters = With(_scenario.Parameters, ("serve", serve)) });
        Assert.Equal(["serve", "tracker", "--port", "0", "--request-rate", "0", .. serve.Split(' '), "--ready-json"], recipe.Arguments);
    }

    [Fact]
    public void A_list_of_hashes_that_cannot_be_written_is_said_before_anything_starts()
    {
        using var folder = new Testing.TempFolder();
        string problem = Assert.Single(LoadInTest.System.Validate(_scenario with { Parameters = With(_scenario.Parameters, ("hash-list", folder.Path)) }));
        Assert.Contains("cannot be written", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("light", 10, "closed", 30)]
    [InlineData("medium", 100, "closed", 30)]
    [InlineData("heavy", 1_000, "closed", 30)]
    [InlineData("stress", 10_000, "closed", 60)]
    [InlineData("paced", 1_000, "paced", 30)]
    [InlineData("zipf", 1_000, "closed", 30)]
    [InlineData("restart", 100, "paced", 30)]
    [InlineData("soak", 1_000, "paced", 600)]
    public void The_named_workloads_have_their_sizes(string name, int workers, string mode, int seconds)
    {
        Profile profile = LoadInTest.System.Profiles.Single(profile => profile.Name == name);
        Assert.Equal((workers, mode, TimeSpan.FromSeconds(seconds)), (profile.Clients, profile.Mode, profile.Duration));
        Scenario scenario = Scenario.Of(LoadInTest.System, profile);
        Assert.Empty(LoadInTest.System.Validate(scenario));
        Assert.All(scenario.Thresholds, text => Threshold.Parse(text));
        Assert.Contains(scenario.Thresholds, text => text.StartsWith("errors<", StringComparison.Ordinal));
    }

    [Fact]
    public void Medium_is_the_default_and_shared_sockets_are_few()
    {
        Assert.Equal("medium", LoadInTest.System.Profiles[0].Name);
        Scenario stress = Scenario.Of(LoadInTest.System, LoadInTest.System.Profiles.Single(profile => profile.Name == "stress"));
        Assert.InRange(LoadInTest.System.Info.SocketsFor(stress), 1, 256 * Environment.ProcessorCount);
        Assert.Equal(10_000, LoadInTest.System.Info.SocketsFor(stress with { Parameters = With(stress.Parameters, ("socket-per-worker", "true")) }));
    }
}
