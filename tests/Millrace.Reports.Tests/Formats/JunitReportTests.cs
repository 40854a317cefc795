using System.Xml.Linq;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Reports.Tests.Formats;

public sealed class JunitReportTests
{
    [Fact]
    public void Run_with_everything_in_it() => Snapshot.Match("junit.xml", JunitReport.Render(SampleRuns.Baseline));

    [Fact]
    public void Counts_are_those_of_the_tests()
    {
        XElement suite = Suites(JunitReport.Render(SampleRuns.Baseline)).Single();

        Assert.Equal(suite.Elements("testcase").Count(), (int)suite.Attribute("tests")!);
        Assert.Equal(suite.Elements("testcase").Count(test => test.Element("failure") is not null), (int)suite.Attribute("failures")!);
        Assert.Equal(suite.Elements("testcase").Count(test => test.Element("skipped") is not null), (int)suite.Attribute("skipped")!);
        Assert.Equal(2, (int)suite.Attribute("failures")!); // loss=0 and order-per-client
    }

    [Fact]
    public void Target_that_died_is_an_error_that_says_when_and_how()
    {
        XElement error = Suites(JunitReport.Render(SampleRuns.TargetDied)).Single().Elements("testcase").Single(test => test.Element("error") is not null);

        Assert.Equal("the run ends in order", (string)error.Attribute("name")!);
        Assert.StartsWith("TARGET DIED 4.20 s into the run", (string)error.Element("error")!.Attribute("message")!, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_that_its_threshold_aborted_failed_and_is_not_broken()
    {
        RunFile run = SampleRuns.Minimal with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.Aborted, Reasons = ["Aborted 5.0 s into the measured part: errors<1% abort did not hold"] } };
        XElement suite = Suites(JunitReport.Render(run)).Single();

        Assert.Empty(suite.Descendants("error"));
        Assert.Contains("Aborted 5.0 s into the measured part", suite.Descendants("failure").Single().Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_that_failed_for_something_without_a_test_of_its_own_fails_all_the_same()
    {
        RunFile run = SampleRuns.Minimal with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.Completed, Reasons = ["nothing was answered"] } };

        XElement failure = Suites(JunitReport.Render(run)).Single().Descendants("failure").Single();

        Assert.Equal("nothing was answered", failure.Value);
    }

    [Theory]
    [InlineData("user", "failure")]
    [InlineData("profile baseline", "skipped")]
    public void Limited_generator_fails_only_where_somebody_relies_on_the_figures(string source, string expected)
    {
        RunFile run = SampleRuns.Minimal with
        {
            Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited },
            Thresholds = [new ThresholdResult { Expression = "p99<50ms", Outcome = ThresholdOutcome.Pass, Source = source }],
            Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed },
        };

        XElement test = Suites(JunitReport.Render(run)).Single().Elements("testcase").Single(each => (string)each.Attribute("name")! == "the generator keeps up");

        Assert.NotNull(test.Element(expected));
    }

    [Theory]
    [InlineData(true, "millrace run gateway", "failure")]
    [InlineData(false, "millrace run gateway --strict", "skipped")]
    [InlineData(null, "millrace run gateway --strict", "failure")]
    public void Run_file_says_itself_whether_its_figures_are_relied_on_and_older_ones_have_their_command(bool? strict, string command, string expected)
    {
        RunFile run = SampleRuns.Minimal with
        {
            Parameters = SampleRuns.Minimal.Parameters with { Strict = strict, CommandLine = command },
            Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited },
            Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed },
        };

        Assert.NotNull(Suites(JunitReport.Render(run)).Single().Elements("testcase").Single(each => (string)each.Attribute("name")! == "the generator keeps up").Element(expected));
    }

    [Fact]
    public void Run_that_a_threshold_aborted_failed_and_is_no_error()
    {
        RunFile run = SampleRuns.Baseline with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.Aborted, Reasons = ["loss=0 was not met"] } };
        XElement suite = Suites(JunitReport.Render(run)).Single();

        Assert.Equal(0, (int)suite.Attribute("errors")!);
        Assert.Contains(suite.Descendants("failure"), failure => failure.Value.StartsWith("ABORTED: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(VerdictOutcome.Pass, 0, 0)]
    [InlineData(VerdictOutcome.Fail, 1, 0)]
    [InlineData(VerdictOutcome.NotMeasured, 0, 1)]
    public void Search_for_capacity_is_one_test_and_the_loads_that_it_tried_are_none_that_fail(VerdictOutcome outcome, int failures, int errors)
    {
        var suite = new SuiteFile
        {
            System = "gateway",
            Kind = SuiteKind.Capacity,
            StartedAt = SampleRuns.Minimal.Environment.StartedAt,
            Outcome = outcome,
            Runs = [SuiteRun.From("step-1", SampleRuns.Baseline), SuiteRun.From("step-2", SampleRuns.TargetDied)],
            Capacity = new CapacityResult { Slo = "p99<50ms", Axis = "rate", Sustained = 1000, Missed = 1100, Ended = "the bounds are close" },
        };

        XElement[] suites = Suites(JunitReport.Render(suite, folder => folder == "step-1" ? SampleRuns.Baseline : SampleRuns.TargetDied));

        Assert.Equal((failures, errors), (suites.Sum(each => (int)each.Attribute("failures")!), suites.Sum(each => (int)each.Attribute("errors")!)));
        XElement capacity = suites[^1].Elements("testcase").Single();
        Assert.Equal("capacity at p99<50ms", (string)capacity.Attribute("name")!);
        Assert.Contains("1,000/s meet p99<50ms, and 1,100/s do not", capacity.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Suite_that_failed_for_something_that_no_run_has_a_test_for_fails_all_the_same()
    {
        RunFile passed = SampleRuns.Minimal with { Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed }, Generator = new GeneratorResult { Verdict = GeneratorVerdict.Valid } };
        var suite = new SuiteFile { System = "gateway", StartedAt = SampleRuns.Minimal.Environment.StartedAt, Outcome = VerdictOutcome.Fail, Runs = [SuiteRun.From("one", passed)] };

        Assert.Single(Suites(JunitReport.Render(suite, _ => passed)).SelectMany(each => each.Descendants("failure")));
        Assert.Empty(Suites(JunitReport.Render(suite with { Outcome = VerdictOutcome.Pass }, _ => passed)).SelectMany(each => each.Descendants("failure")));
    }

    [Fact]
    public void Suite_has_a_suite_of_tests_for_each_run_and_one_run_that_cannot_be_read_is_an_error()
    {
        var suite = new SuiteFile
        {
            System = "gateway",
            StartedAt = SampleRuns.Minimal.Environment.StartedAt,
            Runs = [SuiteRun.From("baseline", SampleRuns.Baseline), SuiteRun.From("gone", SampleRuns.Minimal)],
            Invariants = new Dictionary<string, long> { ["every-profile-alike"] = 2 },
        };

        XElement[] suites = Suites(JunitReport.Render(suite, folder => folder == "baseline" ? SampleRuns.Baseline : null));

        Assert.Equal(["gateway.baseline", "gateway.gone", "gateway.suite"], suites.Select(each => (string)each.Attribute("name")!));
        Assert.NotNull(suites[1].Descendants("error").Single());
        Assert.Equal("violated 2 times", suites[2].Descendants("failure").Single().Value);
    }

    [Fact]
    public void Characters_that_xml_has_no_way_to_write_are_replaced()
    {
        RunFile run = SampleRuns.Minimal with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.Completed, Reasons = ["a\u0000b\uD800c<&\"\U0001F600"] } };

        Assert.Equal("a\uFFFDb\uFFFDc<&\"\U0001F600", Suites(JunitReport.Render(run)).Single().Descendants("failure").Single().Value);
    }

    private static XElement[] Suites(string xml)
    {
        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"utf-8\"?>", xml, StringComparison.Ordinal);
        return [.. XDocument.Parse(xml).Root!.Elements("testsuite")];
    }
}
