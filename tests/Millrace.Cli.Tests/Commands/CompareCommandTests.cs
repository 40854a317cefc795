using Millrace.Engine;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Two_sets_of_repeats_are_judged_and_a_slower_one_ends_with_1()
    {
        string[] before = Runs("before", 100, 101, 99, 100.5, 99.5, 100.2), slower = Runs("slower", 80, 81, 79, 80.5, 79.5, 80.2), same = Runs("same", 100.1, 100.9, 99.2, 100.4, 99.6, 100.3);

        CommandRun bad = CommandRun.Of(["compare", "--before", .. before, "--after", .. slower]), good = CommandRun.Of(["compare", "--before", .. before, "--after", .. same, "--metrics", "rate"]);

        Assert.Equal((1, 0, ""), (bad.Exit, good.Exit, good.Error));
        Assert.StartsWith("SLOWER  gateway baseline: slower: rate", bad.Out, StringComparison.Ordinal);
        Assert.StartsWith("SAME  gateway baseline: nothing changed by more than the threshold", good.Out, StringComparison.Ordinal);
        Assert.Equal(0, CommandRun.Of(["compare", "--before", .. before, "--after", .. slower, "--fail-on", "never"]).Exit);
        Assert.StartsWith("## SLOWER: gateway baseline", CommandRun.Of(["compare", "--before", .. before, "--after", .. slower, "--format", "md"]).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Baseline_is_written_and_can_be_a_side()
    {
        string[] before = Runs("before", 100, 101, 99, 100.5, 99.5, 100.2), slower = Runs("slower", 80, 81, 79, 80.5, 79.5, 80.2);
        string file = _folder.Combine("baseline.json");

        Assert.Equal(0, CommandRun.Of(["compare", "--before", .. before, "--save-baseline", file]).Exit);
        Assert.Contains("\"schema\": \"millrace-baseline/1\"", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Equal(1, CommandRun.Of(["compare", "--before", file, "--after", .. slower]).Exit);
        File.WriteAllText(file, File.ReadAllText(file)[..^300]);
        CommandRun cut = CommandRun.Of("compare", file, slower[0]);
        Assert.Equal(2, cut.Exit);
        Assert.Contains("it is not whole and valid", cut.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Sides_that_may_not_be_compared_are_refused_with_2_and_both_values()
    {
        string first = Runs("a", 100)[0], clients = Write("clients", 100, run => run with { Parameters = run.Parameters with { Clients = 7 } }), machine = Write("machine", 100, run => run with { Environment = run.Environment with { Cores = 64 } });
        string limited = Write("limited", 100, run => run with { Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited } });

        CommandRun parameters = CommandRun.Of("compare", first, clients), machines = CommandRun.Of("compare", first, machine), doubts = CommandRun.Of("compare", first, limited);

        Assert.All([parameters, machines, doubts], run => Assert.Equal((2, ""), (run.Exit, run.Out)));
        Assert.Contains("clients: 100 before, 7 now", parameters.Error, StringComparison.Ordinal);
        Assert.Contains("cores: none before, 64 now", machines.Error, StringComparison.Ordinal);
        Assert.Contains("--across-machines", machines.Error, StringComparison.Ordinal);
        Assert.Contains("generator-limited now", doubts.Error, StringComparison.Ordinal);
        Assert.Contains("ACROSS MACHINES", CommandRun.Of("compare", first, machine, "--across-machines").Out, StringComparison.Ordinal);
        Assert.Equal(0, CommandRun.Of("compare", first, limited, "--allow-invalid", "--fail-on", "never").Exit);
    }

    [Fact]
    public void Gate_that_cannot_fail_ends_with_2_beside_its_page()
    {
        string[] before = Runs("before", 100, 101, 99, 100.5, 99.5, 100.2, 100.1, 99.9);
        string slow = Runs("slow", 50)[0];

        CommandRun gate = CommandRun.Of(["compare", "--before", .. before, "--after", slow]);

        Assert.Equal(2, gate.Exit);
        Assert.StartsWith("UNKNOWN", gate.Out, StringComparison.Ordinal);
        Assert.Contains("nothing could have come out slower: 8 against 1 runs show nothing", gate.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), CommandRun.Of(["compare", "--before", .. before, "--after", slow, "--fail-on", "never"]) is var told ? (told.Exit, told.Error) : default);
        Assert.Equal(1, CommandRun.Of(["compare", "--before", .. before, "--after", slow, "--fail-on", "unknown"]).Exit);
    }

    [Theory]
    [InlineData("../elsewhere0")]
    [InlineData("/")]
    public void Suite_that_leads_out_of_its_folder_is_refused(string place)
    {
        Runs("elsewhere", 100);
        string run = Runs("run", 100)[0];
        var suite = new SuiteFile { System = "gateway", Kind = SuiteKind.Repeats, StartedAt = DateTimeOffset.UnixEpoch, Runs = [new SuiteRun { Folder = place, Profile = "baseline", Mode = "closed", Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed, GeneratorVerdict = GeneratorVerdict.Valid }] };
        _folder.Write("suite/suite.json", RunJson.Serialize(suite));

        CommandRun refused = CommandRun.Of("compare", _folder.Combine("suite"), run);

        Assert.Equal(2, refused.Exit);
        Assert.Contains("it names a run outside its folder", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two sides are needed")]
    [InlineData("there is no metric \"p98\"", "a", "b", "--metrics", "rate,p98")]
    [InlineData("is not a percentage from 0.1 to 100", "a", "b", "--threshold", "no")]
    [InlineData("there is no such file", "a", "b")]
    [InlineData("given twice", "a", "--after", "b")]
    [InlineData("there is no format \"pdf\"", "a", "b", "--format", "pdf")]
    public void Wrong_command_lines_are_refused(string why, params string[] arguments)
    {
        CommandRun run = CommandRun.Of(["compare", .. arguments]);

        Assert.Equal(2, run.Exit);
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string[] Runs(string name, params double[] rates) => [.. rates.Select((rate, i) => Write($"{name}{i}", rate, run => run with { Environment = run.Environment with { StartedAt = run.Environment.StartedAt.AddMinutes(i) } }))];

    private string Write(string name, double rate, Func<RunFile, RunFile> change)
    {
        RunFile run = FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0])) with
        {
            Operations = new Dictionary<string, OperationResult> { ["echo"] = new() { Count = 1000, Ok = 1000, RatePerSecond = rate } },
        };
        _folder.Write($"{name}/run.json", RunJson.Serialize(change(run)));
        return _folder.Combine(name);
    }
}
