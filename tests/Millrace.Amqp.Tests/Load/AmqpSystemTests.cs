using Millrace.Amqp.Load;
using Millrace.Engine;
using Millrace.Faults;

namespace Millrace.Amqp.Tests.Load;

public sealed class AmqpSystemTests
{
    private static readonly AmqpSystem _system = new();

    [Fact]
    public void Every_profile_can_run_as_it_stands()
    {
        foreach (Profile profile in _system.Profiles)
        {
            Scenario scenario = Scenario.Of(_system, profile);
            Assert.Empty(_system.Validate(scenario));
            Assert.Equal(profile.Faults.Count, FaultTimeline.Parse(scenario.Faults).Events.Count);
        }
    }

    [Theory]
    [InlineData("throughput", 8)]
    [InlineData("pool", 2)]
    [InlineData("consumers", 3)]
    [InlineData("produce-consume", 2)]
    [InlineData("burst", 1)]
    [InlineData("recovery", 6)]
    [InlineData("stability", 5)]
    public void Each_group_has_its_cases(string group, int cases) => Assert.Equal(cases, _system.Profiles.Count(profile => profile.Group == group));

    [Theory]
    [InlineData("consumers", "many", "consumers is 'many'")]
    [InlineData("outstanding", "0", "outstanding is '0'")]
    [InlineData("queue-type", "stream", "queue-type is 'stream'")]
    [InlineData("prefix", "amq.mine", "prefix is 'amq.mine'")]
    [InlineData("probe-timeout", "soon", "probe-timeout is 'soon'")]
    [InlineData("queues", "3", "3 queues with 1 consumers")]
    public void A_wrong_setting_is_refused_by_name(string name, string value, string problem)
    {
        var scenario = Scenario.Of(_system, _system.Profiles[0]);
        var parameters = new Dictionary<string, string>(scenario.Parameters, StringComparer.Ordinal) { ["consumers"] = "1", [name] = value };
        Assert.Contains(_system.Validate(scenario with { Parameters = parameters }), said => said.Contains(problem, StringComparison.Ordinal));
    }
}
