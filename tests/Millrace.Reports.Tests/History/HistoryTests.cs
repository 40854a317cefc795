using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Reports.Tests.History;

public sealed class HistoryTests
{
    [Fact]
    public void Runs_stand_in_groups_of_comparable_ones_oldest_first()
    {
        HistoryFile history = HistoryFile.Of(
        [
            ("c", Run(day: 3, rate: 700)), ("a", Run(day: 1)), ("b", Run(day: 2, rate: 1010, note: "second try")),
            ("other-machine", Run(day: 2) with { Fingerprint = "ffff", Parameters = SampleRuns.Baseline.Parameters with { Clients = 5 } }),
        ],
        ["broken: it is no run file"]);

        Assert.Equal([1, 3], history.Groups.Select(group => group.Runs.Count));
        Assert.Equal(["a", "b", "c"], history.Groups[1].Runs.Select(row => row.Folder));
        Snapshot.Match("history.md", HistoryReport.Markdown(history));
        Assert.Contains("<h1><span>History of 4 runs</span></h1>", HtmlReport.Render(history), StringComparison.Ordinal);
        Snapshot.Match("history.txt", HistoryReport.Text(history));
        Snapshot.Match("history.json", history.ToJson());
    }

    [Theory]
    [InlineData(1000, "steady")]
    [InlineData(1099, "steady")]
    [InlineData(901, "steady")]
    [InlineData(1101, "better")]
    [InlineData(899, "worse")]
    public void Rate_is_held_against_the_median_of_the_earlier_runs(double rate, string verdict) =>
        Assert.Equal(verdict, TrendOf("rate", Run(1, 900), Run(2, 1000), Run(3, 5000), Run(4, rate)).Verdict);

    [Theory]
    [InlineData(0.2, "worse")]
    [InlineData(0.09, "steady")]
    [InlineData(0, "steady")]
    public void Errors_are_judged_in_points(double percent, string verdict) =>
        Assert.Equal(verdict, TrendOf("errors", Failing(1, 0), Failing(2, percent)).Verdict);

    [Fact]
    public void Memory_is_judged_by_its_growth()
    {
        Assert.Equal("worse", TrendOf("memory growth", Growing(1, 50), Growing(2, 90)).Verdict);
        Assert.Equal("steady", TrendOf("memory growth", Growing(1, 5), Growing(2, 15)).Verdict);
        Assert.Equal("better", TrendOf("memory growth", Growing(1, 90), Growing(2, 50)).Verdict);
    }

    [Fact]
    public void Nothing_is_judged_by_a_run_that_the_generator_limited_or_that_did_not_end()
    {
        RunFile limited = Run(1, 100_000) with { Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited } };

        Assert.Equal("steady", TrendOf("rate", limited, Run(2), Run(3)).Verdict);
        Assert.Contains("limited by the generator", TrendOf("all", Run(1), limited with { Environment = Run(2).Environment }).Text, StringComparison.Ordinal);
        Assert.Contains("did not run to its end", TrendOf("all", Run(1), Run(2) with { Verdict = new Verdict { Ending = RunEnding.Interrupted } }).Text, StringComparison.Ordinal);
        Assert.Contains("no earlier run", TrendOf("all", Run(1)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_judged_by_a_run_whose_generator_is_in_doubt_or_whose_account_does_not_close()
    {
        RunFile unclear = Run(1, 100_000) with { Generator = new GeneratorResult { Verdict = GeneratorVerdict.Inconclusive } };
        RunFile open = Run(1, 100_000) with { Accounting = new Accounting { Due = 2, Sent = 1 } };

        Assert.Equal("steady", TrendOf("rate", unclear, open, Run(2), Run(3)).Verdict);
        Assert.Contains("the newest run has no conclusive verdict on its generator", TrendOf("all", Run(1), unclear with { Environment = Run(2).Environment }).Text, StringComparison.Ordinal);
        Assert.Contains("the newest run has an account that does not close", TrendOf("all", Run(1), open with { Environment = Run(2).Environment }).Text, StringComparison.Ordinal);
        Assert.Contains("no earlier run to hold it against that may be judged by", TrendOf("all", unclear, Run(2)).Text, StringComparison.Ordinal);
        Assert.Contains("PASS, not judged: has an account that does not close", HistoryReport.Markdown(HistoryFile.Of([("a", open), ("b", Run(2))], [])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_in_which_the_target_was_sampled_is_left_out()
    {
        RunFile sampled = Run(2) with { Parameters = SampleRuns.Baseline.Parameters with { Options = new Dictionary<string, string> { ["profile-target"] = "true" } } };

        HistoryFile history = HistoryFile.Of([("a", Run(1)), ("a/profile", sampled)], []);

        Assert.Single(history.Groups[0].Runs);
        Assert.Equal(["a/profile: the target was sampled in it"], history.LeftOut);
    }

    [Fact]
    public void Shift_is_named_with_the_commits_between_which_it_came()
    {
        HistoryGroup group = Course(1000, 1010, 990, 1005, 800, 805, 795);

        Shift shift = Assert.Single(group.Shifts, each => each.Metric == "rate");
        Assert.Equal(("worse", false, "run4", "c4", "c3"), (shift.Verdict, shift.Suspected, shift.Folder, shift.Commit, shift.After));
        Assert.Contains("rate: worse since run4 (2026-03-05 09:30), 800/s after 1,003/s (-20.2 %); commit c4; the run before it was of c3, so it came with one of `git log c3..c4`.", shift.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1000, 1010, 990, 1005, 500, 1002, 998)]
    [InlineData(1000, 500, 1010, 990, 1005, 1002, 998)]
    [InlineData(1000, 1040, 960, 1030, 970, 950, 1045)]
    public void Odd_runs_and_noise_are_no_shift(params int[] rates) => Assert.DoesNotContain(Course(rates).Shifts, each => each.Metric == "rate");

    [Fact]
    public void Shifts_are_found_in_both_directions_and_one_after_another()
    {
        HistoryGroup group = Course(1000, 1010, 990, 800, 805, 795, 1000, 1003, 997);

        Assert.Equal([("worse", "run3"), ("better", "run6")], group.Shifts.Where(each => each.Metric == "rate").Select(each => (each.Verdict, each.Folder)));
    }

    [Fact]
    public void Newest_run_alone_is_only_suspected()
    {
        Shift shift = Assert.Single(Course(1000, 1010, 990, 800).Shifts, each => each.Metric == "rate");

        Assert.True(shift.Suspected);
        Assert.Contains("Only the newest run shows it: repeat it.", shift.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_one_commit_are_grouped_and_a_shift_within_it_is_not_blamed_on_it()
    {
        HistoryFile history = HistoryFile.Of([.. Enumerable.Range(0, 6).Select(i => ($"run{i}", Run(i + 1, i < 3 ? 1000 + i : 800 + i) with { Environment = Run(i + 1).Environment with { GitCommit = "abc", GitDirty = false } }))], []);

        Assert.Equal(("abc", 6), (history.Groups[0].Commits.Single().Commit, history.Groups[0].Commits.Single().Runs));
        Assert.Contains("what changed is not in the commit", history.Groups[0].Shifts.First(each => each.Metric == "rate").Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_newest_runs_are_shown_and_all_count()
    {
        HistoryFile history = HistoryFile.Of(Enumerable.Range(0, 8).Select(i => HistoryEntry.Of($"run{i}", Run(i + 1, i < 4 ? 1000 : 800))), [], last: 2);

        Assert.Equal((2, 6), (history.Groups[0].Runs.Count, history.Groups[0].Earlier));
        Assert.Equal("run4", history.Groups[0].Shifts.First(each => each.Metric == "rate").Folder);
        Assert.Contains("6 earlier runs are not shown", HistoryReport.Text(history), StringComparison.Ordinal);
    }

    [Fact]
    public void Index_line_reads_back_and_a_damaged_one_is_nothing()
    {
        var line = HistoryIndexLine.Of(12, 34, HistoryEntry.Of("a", Run(1, note: "why \"so\"")));

        Assert.Equal(line.ToLine(), HistoryIndexLine.Parse(line.ToLine())!.ToLine());
        Assert.All(["", "{", "null", "{}", "[1]", line.ToLine()[..^20], (line with { Reader = "millrace-history-index/0 of another build" }).ToLine()], damaged => Assert.Null(HistoryIndexLine.Parse(damaged)));
    }

    [Fact]
    public void Index_that_knows_no_reader_is_read_again()
    {
        string line = HistoryIndexLine.Of(12, 34, HistoryEntry.Of("a", Run(1))).ToLine();

        Assert.Null(HistoryIndexLine.Parse("{" + line[(line.IndexOf(',', StringComparison.Ordinal) + 1)..]));
    }

    [Fact]
    public void Entries_share_the_texts_that_they_repeat()
    {
        var texts = new Dictionary<string, string>();
        HistoryEntry[] entries = [.. Enumerable.Range(0, 2).Select(i => HistoryIndexLine.Parse(HistoryIndexLine.Of(1, 1, HistoryEntry.Of($"{i}", Run(i + 1))).ToLine())!.Entry.Pooled(text => texts.TryGetValue(text, out string? kept) ? kept : texts[text] = text))];

        Assert.Same(entries[0].Machine, entries[1].Machine);
        Assert.Same(entries[0].Fingerprint, entries[1].Fingerprint);
        Assert.Same(entries[0].Row.Version, entries[1].Row.Version);
    }

    [Fact]
    public void Shift_between_a_dirty_tree_and_its_commit_is_no_range()
    {
        HistoryFile history = HistoryFile.Of(
            [.. Enumerable.Range(0, 6).Select(i => ($"run{i}", Run(i + 1, i < 3 ? 1000 + i : 800 + i) with { Environment = Run(i + 1).Environment with { GitCommit = "abc", GitDirty = i < 3 } }))], []);

        Assert.All(history.Groups[0].Shifts, shift => Assert.DoesNotContain("git log", shift.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Run_that_begins_a_shift_carries_the_mark_on_every_page()
    {
        HistoryFile history = HistoryFile.Of(
            [.. Enumerable.Range(0, 7).Select(i => ($"run{i}", Run(i + 1, i < 4 ? 1000 + i : 800 + i)))], []);

        Assert.Contains("<- rate worse", HistoryReport.Text(history), StringComparison.Ordinal);
        Assert.Single(HistoryReport.Markdown(history).Split('\n'), line => line.Contains("- rate worse", StringComparison.Ordinal) && line.Contains("run4", StringComparison.Ordinal));
        Assert.Contains("- rate worse", HtmlReport.Render(history), StringComparison.Ordinal);
    }

    private static HistoryGroup Course(params int[] rates) => HistoryFile.Of(
        [.. rates.Select((rate, i) => ($"run{i}", Run(i + 1, rate) with { Environment = Run(i + 1).Environment with { GitCommit = $"c{i}", GitDirty = false } }))], []).Groups.Single();

    private static Trend TrendOf(string metric, params RunFile[] runs) =>
        HistoryFile.Of(runs.Select((run, at) => ($"run{at}", run)), []).Groups.Single().Trends.Single(trend => trend.Metric == metric);

    private static RunFile Run(int day, double rate = 1000, string? note = null) => SampleRuns.Baseline with
    {
        Environment = SampleRuns.Baseline.Environment with { StartedAt = new DateTimeOffset(2026, 3, day, 9, 30, 0, TimeSpan.Zero) },
        Operations = new Dictionary<string, OperationResult> { ["echo"] = SampleRuns.Baseline.Operations["echo"] with { RatePerSecond = rate } },
        Generator = new GeneratorResult { Verdict = GeneratorVerdict.Valid },
        Labels = note is null ? [] : new Dictionary<string, string> { [RunFile.NoteLabel] = note, ["branch"] = "main" },
        Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed },
    };

    private static RunFile Failing(int day, double percent) => Run(day) with
    {
        Operations = new Dictionary<string, OperationResult> { ["echo"] = new() { Count = 100_000, RatePerSecond = 1000, Errors = new Dictionary<string, long> { ["timeout"] = (long)(percent * 1000) } } },
    };

    private static RunFile Growing(int day, long mebibytes) => Run(day) with
    {
        Target = new TargetResult { Usage = new ProcessUsage { RssBytesStart = 10 << 20, RssBytesMax = (10 + mebibytes) << 20 } },
    };
}
