using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Live.Load;

namespace Millrace.Live.Tests.Load;

public sealed class LiveSettingsTests
{
    private static readonly LiveSystem _system = new();

    [Theory]
    [InlineData("list", "0", "list is '0'")]
    [InlineData("list", "many", "list is 'many'")]
    [InlineData("style", "wild", "it is bound or rendered")]
    [InlineData("max-sessions", "-1", "max-sessions is '-1'")]
    [InlineData("max-session-memory", "lots", "such as 200KiB")]
    [InlineData("max-total-memory", "1e9", "such as 200KiB")]
    [InlineData("compare-documents", "maybe", "it is true or false")]
    [InlineData("keep-state", "yes", "it is true or false")]
    public void A_setting_that_makes_no_sense_is_named(string name, string value, string words) =>
        Assert.Contains(words, Assert.Single(_system.Validate(With(name, value))), StringComparison.Ordinal);

    [Fact]
    public void Options_of_the_embedded_server_need_one() => Assert.Contains(
        "--target names one that runs already",
        Assert.Single(_system.Validate(With("serve", "--event-rate 5") with { Target = new Uri("http://127.0.0.1:1/") })),
        StringComparison.Ordinal);

    [Fact]
    public void Every_profile_is_right_as_it_stands() => Assert.All(_system.Profiles, profile => Assert.Empty(_system.Validate(Scenario.Of(_system, profile))));

    [Fact]
    public void Profiles_are_those_that_such_a_benchmark_is_known_by()
    {
        (string, int, double, double, string, double)[] all =
        [
            .. _system.Profiles.Take(4).Select(profile => (profile.Name, profile.Clients, profile.Duration.TotalSeconds, ((Paced)profile.Load!).RatePerClient,
                profile.Parameters["list"], profile.OperationTimeout!.Value.TotalSeconds)),
        ];

        Assert.Equal([("fast", 50, 10.0, 2.0, "20", 5.0), ("standard", 200, 30.0, 5.0, "50", 2.0), ("stress", 500, 60.0, 10.0, "100", 2.0), ("stress-highlimit", 500, 60.0, 10.0, "100", 2.0)], all);
        Scenario density = Of("density");
        Assert.Equal((2000, 30.0, LiveModes.Idle, "10"), (density.Clients, density.Duration.TotalSeconds, density.Mode, density.Parameters["list"]));
    }

    [Fact]
    public void Limits_are_handed_to_the_server_that_the_lab_starts()
    {
        string stress = Line(Of("stress"));
        string unlimited = Line(Of("stress-highlimit"));

        Assert.Contains("--max-sessions 10000 --max-session-memory 204800 --max-total-memory 1073741824", stress, StringComparison.Ordinal);
        Assert.Equal(2L << 30, Of("stress").TargetMemoryBytes);
        Assert.Contains("--max-session-memory 0 --max-total-memory 0", unlimited, StringComparison.Ordinal);
        Assert.Null(Of("stress-highlimit").TargetMemoryBytes);
    }

    [Fact]
    public void What_the_user_hands_to_the_server_wins()
    {
        string line = Line(With("serve", "--max-per-address 7 --event-rate=3"));

        Assert.Contains("--max-per-address 7 --event-rate=3", line, StringComparison.Ordinal);
        Assert.DoesNotContain("--max-per-address 0", line, StringComparison.Ordinal);
    }

    [Fact]
    public void No_limit_of_events_is_the_labs_own()
    {
        Assert.All(_system.Profiles, profile => Assert.Contains("--event-rate 0", Line(Of(profile.Name)), StringComparison.Ordinal));
        Assert.DoesNotContain("--event-rate 0", Line(With("serve", "--event-rate 50")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_finds_its_state_in_a_folder_of_the_runs_own_unless_the_user_names_one()
    {
        Assert.Equal("--state-folder", _system.Embedded(Of("restart")).FolderOption);
        Assert.Equal(["--state-folder", "here"], _system.Embedded(Of("restart")).ArgumentsWith("here").TakeLast(2));
        Assert.Null(_system.Embedded(Of("fast")).FolderOption);
        Assert.Equal(_system.Embedded(Of("fast")).Arguments, _system.Embedded(Of("fast")).ArgumentsWith("here"));
        Scenario own = Of("restart");
        own = own with { Parameters = new Dictionary<string, string>(own.Parameters, StringComparer.Ordinal) { ["serve"] = "--state-folder mine" } };
        Assert.Null(_system.Embedded(own).FolderOption);
    }

    private static Scenario Of(string profile) => Scenario.Of(_system, _system.Profiles.Single(each => each.Name == profile));

    private static Scenario With(string name, string value)
    {
        Scenario scenario = Of("fast");
        return scenario with { Parameters = new Dictionary<string, string>(scenario.Parameters, StringComparer.Ordinal) { [name] = value } };
    }

    private static string Line(Scenario scenario) => string.Join(' ', _system.Embedded(scenario).Arguments);
}
