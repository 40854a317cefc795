using System.Xml.Linq;
using Millrace.Engine;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Commands;

public sealed class ReportFormatsTests
{
    [Theory]
    [InlineData("junit", "<?xml")]
    [InlineData("csv", "run,system,profile")]
    [InlineData("csv-series", "run,atSeconds,spanSeconds")]
    [InlineData("hlog", "#[Millrace ")]
    public void Report_renders_a_run_in_each_format_for_programs(string format, string begins)
    {
        using var folder = new TempFolder();
        WriteRun(folder);

        CommandRun run = CommandRun.Of("report", folder.Path, "--format", format);

        Assert.Equal((0, ""), (run.Exit, run.Error));
        Assert.StartsWith(begins, run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_log_with_a_cut_line_renders_with_a_warning()
    {
        using var folder = new TempFolder();
        WriteRun(folder);
        File.AppendAllText(folder.Combine("intervals.jsonl"), "{\"atSeconds\":");

        CommandRun run = CommandRun.Of("report", folder.Path, "--format", "hlog");

        Assert.Equal(0, run.Exit);
        Assert.Contains("Tag=echo,0.000,1.000,", run.Out, StringComparison.Ordinal);
        Assert.StartsWith("warning: " + folder.Combine("intervals.jsonl") + ": line 2 is cut off after 13 bytes", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_without_its_file_says_which_file_is_missing()
    {
        using var folder = new TempFolder();
        folder.Write("run.json", RunJson.Serialize(Answer()));

        CommandRun run = CommandRun.Of("report", folder.Path, "--format", "hlog");

        Assert.Equal(2, run.Exit);
        Assert.Contains("intervals.jsonl: there is no such file", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_writes_the_reports_that_it_is_asked_for()
    {
        using var folder = new TempFolder();

        CommandRun run = CommandRun.Of("run", "gateway", "--out", folder.Combine("out"), "--report", "junit=" + folder.Combine("ci.xml") + ",csv", "--report", "csv-series,text");

        Assert.Equal(0, run.Exit);
        Assert.Equal("testsuites", XDocument.Load(folder.Combine("ci.xml")).Root!.Name);
        Assert.Equal(["operations.csv", "report.txt", "series.csv"], Names(folder.Combine("out")).Intersect(["operations.csv", "series.csv", "report.txt", "junit.xml"]));
    }

    [Fact]
    public void Suite_writes_one_file_over_all_runs_where_a_file_is_named_and_one_in_each_folder_where_not()
    {
        using var folder = new TempFolder();
        var lab = new FakeLab(scenario =>
        {
            RunFile run = FakeLab.Answer(scenario);
            File.WriteAllText(Path.Combine(scenario.OutputFolder!, "run.json"), RunJson.Serialize(run));
            return run;
        });

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), "run", "gateway", "--profile", "all", "--out", folder.Combine("out"), "--report", "junit=" + folder.Combine("ci.xml"), "--report", "csv");

        Assert.Equal(0, run.Exit);
        Assert.Equal(["gateway.baseline", "gateway.stress"], XDocument.Load(folder.Combine("ci.xml")).Root!.Elements("testsuite").Select(suite => (string)suite.Attribute("name")!));
        Assert.True(File.Exists(folder.Combine("out/operations.csv")));
        Assert.True(File.Exists(folder.Combine("out/stress/operations.csv")));
        Assert.False(File.Exists(folder.Combine("out/stress/junit.xml")));
        Assert.Equal(0, CommandRun.Of("report", folder.Combine("out"), "--format", "junit").Exit);
    }

    [Theory]
    [InlineData("jnit", "there is no format \"jnit\"; did you mean 'junit'?")]
    [InlineData("junit=nowhere/at/all.xml", "there is no folder nowhere/at")]
    [InlineData("junit=", "no file is named after the =")]
    [InlineData("junit=report.md", "report.md is a file that the lab writes itself")]
    [InlineData("junit=a.xml,csv=./a.xml", "the file ./a.xml is named twice")]
    public void What_cannot_be_written_is_refused_before_the_run(string reports, string error)
    {
        var lab = new FakeLab();

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), "run", "gateway", "--report", reports);

        Assert.Equal(2, run.Exit);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Asked);
    }

    [Fact]
    public void File_that_cannot_be_written_is_refused_before_the_run_and_one_that_can_is_left_as_it_was()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc takes no files, whoever asks");
        using var folder = new TempFolder();
        folder.Write("old.csv", "as it was");
        var lab = new FakeLab();

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), "run", "gateway", "--report", $"csv={folder.Combine("old.csv")},text={folder.Combine("new.txt")},junit=/proc/ci.xml");

        Assert.Equal(2, run.Exit);
        Assert.Contains("/proc/ci.xml cannot be written", run.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Asked);
        Assert.Equal("as it was", File.ReadAllText(folder.Combine("old.csv")));
        Assert.False(File.Exists(folder.Combine("new.txt")));
    }

    [Theory]
    [InlineData(VerdictOutcome.Pass, 7)]
    [InlineData(VerdictOutcome.Fail, 1)]
    public void Report_that_cannot_be_written_any_more_keeps_neither_the_others_nor_the_verdict_back(VerdictOutcome outcome, int exit)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.Combine("gone"));
        var lab = new FakeLab(scenario =>
        {
            Directory.Delete(folder.Combine("gone"));
            return FakeLab.Answer(scenario) with { Verdict = new Verdict { Outcome = outcome, Ending = RunEnding.Completed } };
        });

        CommandRun run = CommandRun.Of(
            FakeLab.Composition(lab), "run", "gateway", "--out", folder.Combine("out"), "--report", $"junit={folder.Combine("gone/ci.xml")},csv={folder.Combine("all.csv")}");

        Assert.Equal(exit, run.Exit);
        Assert.Contains(folder.Combine("gone/ci.xml"), run.Error, StringComparison.Ordinal);
        Assert.Contains("report: ", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.Combine("all.csv")));
    }

    [Theory]
    [InlineData("--strict", true)]
    [InlineData("--quiet", false)]
    public void Lab_is_told_whether_the_figures_are_relied_on_and_keeps_it_in_the_run_file(string option, bool strict)
    {
        using var folder = new TempFolder();
        var lab = new FakeLab();

        CommandRun.Of(FakeLab.Composition(lab), "run", "gateway", "--out", folder.Combine("out"), option);

        Assert.Equal(strict, Assert.Single(lab.Asked).Strict);
    }

    [Fact]
    public void Comparison_is_refused_in_a_form_that_it_does_not_have()
    {
        using var folder = new TempFolder();
        WriteRun(folder);

        foreach (string format in new[] { "html", "junit", "csv", "hlog" })
        {
            CommandRun run = CommandRun.Of("report", folder.Path, "--against", folder.Path, "--format", format);
            Assert.Equal(2, run.Exit);
            Assert.Contains($"a comparison has no form \"{format}\"", run.Error, StringComparison.Ordinal);
        }

        folder.Write("suite.json", RunJson.Serialize(new SuiteFile { System = "gateway", StartedAt = DateTimeOffset.UnixEpoch }));
        CommandRun suite = CommandRun.Of("report", folder.Path, "--against", folder.Path);
        Assert.Equal(2, suite.Exit);
        Assert.Contains("--against takes a run, and this is a suite", suite.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Log_of_several_runs_in_one_file_is_refused_before_the_first()
    {
        var lab = new FakeLab();

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), "run", "gateway", "--profile", "all", "--report", "hlog=all.hlog");

        Assert.Equal(2, run.Exit);
        Assert.Contains("there are several runs, and the format hlog holds one", run.Error, StringComparison.Ordinal);
        Assert.Empty(lab.Asked);
    }

    private static IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    private static RunFile Answer() => FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0]));

    private static void WriteRun(TempFolder folder)
    {
        folder.Write("run.json", RunJson.Serialize(Answer()));
        Histogram times = new();
        times.Record(1500);
        var echo = new IntervalOperation { Count = 1, Ok = 1, Response = IntervalLatency.From(times) };
        File.WriteAllBytes(
            folder.Combine("intervals.jsonl"), IntervalLog.ToLine(new IntervalRecord { AtSeconds = 0, SpanSeconds = 1, Phase = "steady", Operations = new Dictionary<string, IntervalOperation> { ["echo"] = echo } }));
    }
}
