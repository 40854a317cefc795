using System.Text.Json;
using Millrace.Engine;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Commands;

public sealed class HistoryCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Runs_and_the_runs_of_suites_are_found_and_passes_and_links_are_not()
    {
        string run = RunJson.Serialize(FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0])));
        foreach (string place in (string[])["one", "one/profile", "suite/baseline", "suite/stress", "not-a-run/deep"])
        {
            _folder.Write($"{place}/run.json", run);
        }

        _folder.Write("suite/suite.json", "{}");
        _folder.Write("broken/run.json", "{");
        Directory.CreateSymbolicLink(_folder.Combine("latest"), _folder.Combine("one"));

        using JsonDocument history = JsonDocument.Parse(CommandRun.Of("history", _folder.Path, "--format", "json").Out);

        Assert.Equal(
            ["one", Path.Combine("suite", "baseline"), Path.Combine("suite", "stress")],
            history.RootElement.GetProperty("groups")[0].GetProperty("runs").EnumerateArray().Select(each => each.GetProperty("folder").GetString()));
        Assert.StartsWith("broken: ", history.RootElement.GetProperty("leftOut")[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("md", "# History of 1 run\n")]
    [InlineData("text", "gateway baseline, 100 clients: ")]
    [InlineData("html", "<!DOCTYPE html>")]
    [InlineData("json", "{")]
    public void History_is_rendered_in_each_format_and_written_to_a_file(string format, string begins)
    {
        _folder.Write("one/run.json", RunJson.Serialize(FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0]))));

        CommandRun run = CommandRun.Of("history", _folder.Path, "--format", format, "--out", _folder.Combine("page"));

        Assert.Equal((0, ""), (run.Exit, run.Out));
        Assert.StartsWith(begins, File.ReadAllText(_folder.Combine("page")), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_runs_are_kept_in_an_index_that_damage_does_not_hurt()
    {
        string run = RunJson.Serialize(FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0])));
        for (int i = 0; i < 60; i++)
        {
            _folder.Write($"run{i:00}/run.json", run);
        }

        string index = _folder.Combine("history.jsonl"), first = CommandRun.Of("history", _folder.Path).Out;
        string[] lines = File.ReadAllLines(index);
        Assert.Equal(60, lines.Length);
        Assert.Equal(first, CommandRun.Of("history", _folder.Path).Out);
        File.WriteAllLines(index, [.. lines[..20], "{ damaged", new string('x', 200_000), "", lines[30][..40], .. lines[40..]]);
        Assert.Equal(first, CommandRun.Of("history", _folder.Path).Out);

        // What changed is read again; what is gone is not shown.
        _folder.Write("run00/run.json", run.Replace("\"profile\": \"baseline\"", "\"profile\": \"other\"", StringComparison.Ordinal));
        Directory.Delete(_folder.Combine("run01"), recursive: true);
        string after = CommandRun.Of("history", _folder.Path).Out;
        Assert.Contains("# History of 59 runs", after, StringComparison.Ordinal);
        Assert.Contains("## gateway other", after, StringComparison.Ordinal);
        Assert.Contains("51 earlier runs are not shown", CommandRun.Of("history", _folder.Path, "--last", "8").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Folder_without_a_run_is_a_wrong_command_line()
    {
        CommandRun empty = CommandRun.Of("history", _folder.Path);
        CommandRun missing = CommandRun.Of("history", _folder.Combine("nowhere"));
        CommandRun format = CommandRun.Of("history", _folder.Path, "--format", "markdwn");
        _folder.Write("broken/run.json", "{");
        CommandRun broken = CommandRun.Of("history", _folder.Path);

        Assert.All([empty, missing, format, broken], run => Assert.Equal(2, run.Exit));
        Assert.Contains("there is no run in it", empty.Error, StringComparison.Ordinal);
        Assert.Contains("there is no such folder", missing.Error, StringComparison.Ordinal);
        Assert.Contains("there is no format \"markdwn\"", format.Error, StringComparison.Ordinal);
        Assert.Contains("none of its 1 runs can be read", broken.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
