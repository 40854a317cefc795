using Millrace.Engine;
using Millrace.Engine.Targets;
using Millrace.Gateway.Load;

namespace Millrace.Gateway.Tests.Load;

public sealed class GatewaySettingsTests
{
    private static readonly GatewaySystem _system = new();

    [Theory]
    [InlineData("", new string[0])]
    [InlineData("--send-timeout 3s", new[] { "--send-timeout", "3s" })]
    [InlineData("  --a   b ", new[] { "--a", "b" })]
    [InlineData("--origin 'a b' \"c d\"e ''", new[] { "--origin", "a b", "c de", "" })]
    public void Words_are_parted_by_blanks_outside_quotes(string text, string[] words) => Assert.Equal(words, OptionWords.In(text));

    [Theory]
    [InlineData("pingpong", "slow", "3", "mode pingpong has none")]
    [InlineData("backend", "members", "50", "mode backend has none")]
    [InlineData("rooms", "read", "false", "slow says how many clients never read")]
    [InlineData("backend", "backend-connections", "0", "a whole number from 1 to 256")]
    [InlineData("backend", "backend-ack", "maybe", "it is true or false")]
    public void What_makes_no_sense_is_refused_by_name(string mode, string name, string value, string problem)
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles[0]).WithMode(mode);
        Assert.Empty(_system.Validate(scenario));

        scenario = scenario with { Parameters = new Dictionary<string, string>(scenario.Parameters) { [name] = value } };

        Assert.Contains(problem, Assert.Single(_system.Validate(scenario)), StringComparison.Ordinal);
    }

    [Fact]
    public void Further_options_of_the_embedded_gateway_are_handed_on_and_make_no_sense_for_a_stranger()
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles.Single(profile => profile.Name == "rooms"));
        scenario = scenario with { Parameters = new Dictionary<string, string>(scenario.Parameters) { ["serve"] = "--send-timeout 3s" } };

        Assert.Equal(["serve", "gateway", "--port", "0", "--backend-port", "0", "--send-timeout", "3s", "--ready-json"], _system.Embedded(scenario).Arguments);
        Assert.Contains("is about the gateway that millrace starts", Assert.Single(_system.Validate(scenario with { Target = new Uri("ws://127.0.0.1:1/") })), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backend")]
    [InlineData("backend-async")]
    [InlineData("rooms")]
    public void Modes_behind_which_a_program_stands_start_one_and_others_none(string mode)
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles[0]);
        Assert.Empty(_system.Embedded(scenario).Companions);

        CompanionRecipe backend = Assert.Single(_system.Embedded(scenario.WithMode(mode)).Companions);

        Assert.Equal(("backend", "backend"), (backend.Name, backend.NeedsAddress));
        Assert.Equal(["subject", "gateway", "--backend", "tcp://{host}:{port}", "--connections", "1"], backend.Arguments);
        Assert.Contains("backend", _system.Info.Companions.Select(companion => companion.Name));
    }

    [Fact]
    public void The_built_in_backend_takes_its_settings_and_a_program_of_the_users_takes_its_place()
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles[0]).WithMode("backend");
        Scenario set = scenario with { Parameters = new Dictionary<string, string> { ["backend-connections"] = "10", ["backend-ack"] = "false" } };
        Assert.Equal(["10", "--no-ack"], _system.Embedded(set).Companions[0].Arguments.TakeLast(2));

        var program = new TargetProgram("python3", "chat.py", "{host}", "{port}");
        Scenario own = scenario with { CompanionPrograms = new Dictionary<string, TargetProgram> { ["backend"] = program } };

        CompanionRecipe backend = _system.Embedded(own).Companions[0];
        Assert.Equal(program, backend.Program);
        Assert.Empty(backend.Arguments);
    }

    [Fact]
    public void A_room_message_has_a_least_size()
    {
        Scenario scenario = Scenario.Of(_system, _system.Profiles.Single(profile => profile.Name == "rooms")) with { PayloadBytes = 46 };
        Assert.Contains("at least 47", Assert.Single(_system.Validate(scenario)), StringComparison.Ordinal);
    }
}
