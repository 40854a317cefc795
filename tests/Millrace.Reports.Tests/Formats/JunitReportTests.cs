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
