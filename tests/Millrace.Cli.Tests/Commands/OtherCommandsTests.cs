using System.Text.Json;
using Millrace.Cli.Listing;
using Millrace.Engine;
using Millrace.Engine.Machine;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Commands;

public sealed class OtherCommandsTests
{
    [Fact]
    public void List_names_everything_that_a_command_line_may_name() => Snapshot.Match("list.txt", CommandRun.Of("list").Out);

    [Fact]
    public void List_of_the_program_itself_names_what_its_systems_offer() =>
        Snapshot.Match("list-real.txt", CommandRun.Of(Composition.Real, "list").Out);

    [Fact]
    public void List_as_json_has_the_same_names()
    {
        using JsonDocument list = JsonDocument.Parse(CommandRun.Of("list", "--json").Out);
        JsonElement gateway = list.RootElement.GetProperty("systems")[0];

        Assert.Equal("gateway", gateway.GetProperty("name").GetString());
        Assert.Equal(["baseline", "stress"], gateway.GetProperty("profiles").EnumerateArray().Select(profile => profile.GetProperty("name").GetString()));
        Assert.Contains("pause", list.RootElement.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("name").GetString()));
    }

    [Fact]
    public void Diagnoses_say_why_and_what_mends_only_where_something_is_amiss() => Snapshot.Match("doctor.txt", DiagnosisText.Render(
        [
            new Diagnosis("cores", DiagnosisStatus.Ok, "8 (0-7)", "unseen"),
            new Diagnosis("somaxconn", DiagnosisStatus.Warn, "128", "connections beyond it are retried after a second", "sudo sysctl -w net.core.somaxconn=4096"),
            new Diagnosis("descriptor limit", DiagnosisStatus.Bad, "1024", "every connection takes one"),
        ],
        10_000));

    [Fact]
    public void Doctor_of_this_machine_answers_as_text_and_as_json()
    {
        Assert.Contains("judged for 5 clients", CommandRun.Of("doctor", "--clients", "5").Out, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(CommandRun.Of("doctor", "--json").Out);
        Assert.Contains("cores", json.RootElement.EnumerateArray().Select(each => each.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("md", "# gateway baseline: PASS")]
    [InlineData("text", "PASS  gateway baseline")]
    [InlineData("json", "{")]
    public void Report_renders_a_run_file_in_each_format(string format, string begins)
    {
        using var folder = new TempFolder();
        WriteRun(folder, FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0])));

        CommandRun run = CommandRun.Of("report", folder.Path, "--format", format);

        Assert.Equal(0, run.Exit);
        Assert.StartsWith(begins, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_of_a_folder_without_a_run_says_so()
    {
        using var folder = new TempFolder();

        CommandRun run = CommandRun.Of("report", folder.Path);

        Assert.Equal(2, run.Exit);
        Assert.Contains("there is no such file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_in_an_unknown_format_names_the_nearest()
    {
        CommandRun run = CommandRun.Of("report", ".", "--format", "jsn");

        Assert.Equal(2, run.Exit);
        Assert.Contains("did you mean \"json\"?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_writes_to_a_file()
    {
        using var folder = new TempFolder();
        WriteRun(folder, FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0])));

        CommandRun run = CommandRun.Of("report", folder.Path, "--out", folder.Combine("page.md"));

        Assert.Empty(run.Out);
        Assert.StartsWith("# gateway baseline", File.ReadAllText(folder.Combine("page.md")), StringComparison.Ordinal);
    }

    private static void WriteRun(TempFolder folder, RunFile run) => folder.Write("run.json", RunJson.Serialize(run));
}
