using Millrace.Engine.Clients;
using Millrace.Engine.Faulting;
using Millrace.Engine.Judging;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Faulting;

public sealed class StormStoryTests
{
    [Fact]
    public void Times_count_from_the_faults_end_over_all_that_were_disconnected()
    {
        // Of 200 clients the nth is back n ms after the end; ten others kept their connection.
        StormResult storm = StormStory.Tell([.. Enumerable.Range(1, 200).Select(n => Note(100, 500, 500 + n)), .. Enumerable.Repeat(Note(0, 500, 0), 10)])!;

        Assert.Equal((200, 0), (storm.Disconnected, storm.NeverBack));
        Assert.Equal((1, 100, 198, 200), (storm.BackFirstMs, storm.BackHalfMs, storm.Back99Ms, storm.BackLastMs));
    }

    [Fact]
    public void One_that_never_comes_back_leaves_no_last_time()
    {
        StormResult storm = StormStory.Tell([Note(100, 500, 510), Note(100, 500, 0)])!;
        Assert.Equal((10, 10, null, null, 1), (storm.BackFirstMs, storm.BackHalfMs, storm.Back99Ms, storm.BackLastMs, storm.NeverBack));
    }

    [Fact]
    public void A_client_that_is_back_before_the_word_of_the_end_took_no_time() =>
        Assert.Equal(0, StormStory.Tell([Note(100, 500, 498)])!.BackLastMs);

    [Fact]
    public void A_fault_without_an_end_counts_from_its_beginning() => Assert.Equal(30, StormStory.Tell([Note(100, 0, 120)])!.BackLastMs);

    [Fact]
    public void A_fault_that_disconnects_nobody_raises_no_storm() => Assert.Null(StormStory.Tell([Note(0, 500, 0)]));

    [Fact]
    public void Attempts_without_an_answer_and_refusals_by_the_server_are_told_apart()
    {
        FaultNote once = Note(100, 500, 510, ErrorKinds.Refused, ErrorKinds.Refused, "http-503");
        FaultNote twice = Note(100, 500, 520, ErrorKinds.Refused, "http-503", "http-503", "http-429");

        StormResult storm = StormStory.Tell([once, twice])!;

        Assert.Equal((3, 4, 1), (storm.AttemptsUnanswered, storm.AttemptsRefused, storm.RefusedTwice));
        Assert.Equal([("http-429", 1), ("http-503", 3), ("refused", 3)], storm.Failures.Select(kind => (kind.Key, kind.Value)));
    }

    [Theory]
    [InlineData(ErrorKinds.Reset)]
    [InlineData(ErrorKinds.Closed)]
    [InlineData(ErrorKinds.TimedOut)]
    [InlineData(ErrorKinds.Refused)]
    public void What_fails_with_a_server_there_is_that_servers_doing_whatever_it_is_called(string kind)
    {
        var failures = new ConnectFailures();
        failures.Add(kind, Ms(150), Ms(151));
        failures.Add(kind, Ms(202), Ms(203)); // the word of the end at 200 ms is still on its way
        failures.Ended(Ms(200));
        failures.Add(kind, Ms(303), Ms(304));
        Assert.Equal((1, 2, 3), (failures.Unanswered, failures.Refused, failures.Kinds![kind]));
    }

    [Theory]
    [InlineData(ErrorKinds.Reset, 1)]
    [InlineData(ErrorKinds.Refused, 0)] // nobody listened yet, and the word of it came late
    [InlineData(ErrorKinds.TimedOut, 0)] // most of its time went by with the fault
    public void One_that_began_before_the_end_is_the_servers_only_where_the_server_had_taken_it(string kind, int refused)
    {
        var failures = new ConnectFailures();
        failures.Ended(Ms(200));
        failures.Add(kind, Ms(199), Ms(201));
        Assert.Equal((1 - refused, refused), (failures.Unanswered, failures.Refused));
    }

    [Theory]
    [InlineData(ErrorKinds.Ports)]
    [InlineData(ErrorKinds.Descriptors)]
    public void What_the_generator_cannot_do_is_not_the_servers_doing(string kind)
    {
        var failures = new ConnectFailures();
        failures.Ended(Ms(200));
        failures.Add(kind, Ms(300), Ms(301));
        Assert.Equal((1, 0), (failures.Unanswered, failures.Refused));
    }

    [Fact]
    public void A_client_that_is_thrown_out_again_after_the_end_knows_that_a_server_is_there()
    {
        var watch = new FaultWatch(1);
        watch.Injected(0, Ms(100), Ms(50));
        watch.Ended(0, Ms(120));
        watch.Disconnected(Ms(130));
        watch.ConnectFailed(ErrorKinds.Reset, Ms(131), Ms(132));
        watch.ConnectFailed(ErrorKinds.Reset, Ms(231), Ms(232));
        Assert.Equal((0, 2), (watch[0].Failures!.Unanswered, watch[0].Failures!.Refused));
        Assert.Equal(1, StormStory.Tell([watch[0]])!.RefusedTwice);
    }

    [Fact]
    public void A_client_is_down_from_its_loss_until_it_is_connected_again()
    {
        var watch = new FaultWatch(1);
        watch.Injected(0, Ms(100), Ms(50));
        watch.Disconnected(Ms(110));
        watch.ConnectFailed(ErrorKinds.Refused, Ms(119), Ms(120));
        watch.Connected(Ms(130));
        watch.Disconnected(Ms(140)); // thrown out again before it could work
        watch.ConnectFailed("http-503", Ms(143), Ms(145));
        watch.Ended(0, Ms(142));
        watch.Connected(Ms(150));
        FaultNote note = watch[0];
        Assert.Equal((Ms(110), Ms(150), 1, 1), (note.DownAt, note.BackAt, note.Failures!.Unanswered, note.Failures.Refused));
    }

    [Fact]
    public void A_loss_that_is_faster_than_the_word_of_the_fault_is_the_faults()
    {
        var watch = new FaultWatch(1);
        watch.Disconnected(Ms(101));
        watch.ConnectFailed(ErrorKinds.Refused, Ms(101), Ms(102));
        watch.Injected(0, Ms(100), Ms(50));
        watch.ConnectFailed(ErrorKinds.Refused, Ms(201), Ms(202));
        watch.Connected(Ms(302));
        Assert.Equal((Ms(101), Ms(302), 2), (watch[0].DownAt, watch[0].BackAt, watch[0].Failures!.Unanswered));

        var earlier = new FaultWatch(1);
        earlier.Disconnected(Ms(50));
        earlier.Connected(Ms(60));
        earlier.Injected(0, Ms(100), Ms(50));
        Assert.Equal((0, 0), (earlier[0].DownAt, earlier[0].BackAt));
    }

    [Theory]
    [InlineData(90)] // the loss is known before the words of the faults,
    [InlineData(105)] // or between them,
    [InlineData(120)] // or after both
    public void A_loss_under_two_faults_is_both_of_theirs_and_each_counts_by_its_own_end(int heard)
    {
        var watch = new FaultWatch(2);
        var news = new SortedList<int, Action>
        {
            [104] = () => watch.Injected(0, Ms(80), Ms(50)),
            [106] = () => watch.Injected(1, Ms(80), Ms(50)),
            [heard] = () =>
            {
                watch.Disconnected(Ms(90));
                watch.ConnectFailed(ErrorKinds.Refused, Ms(90), Ms(91));
            },
        };
        foreach (Action word in news.Values) { word(); }
        watch.ConnectFailed(ErrorKinds.Refused, Ms(150), Ms(151));
        watch.Ended(0, Ms(200));
        watch.ConnectFailed(ErrorKinds.Reset, Ms(250), Ms(251));
        watch.Ended(1, Ms(300));
        watch.Connected(Ms(310));
        Assert.Equal((Ms(90), Ms(310), 2, 1), (watch[0].DownAt, watch[0].BackAt, watch[0].Failures!.Unanswered, watch[0].Failures!.Refused));
        Assert.Equal((Ms(90), Ms(310), 3, 0), (watch[1].DownAt, watch[1].BackAt, watch[1].Failures!.Unanswered, watch[1].Failures!.Refused));
    }

    [Fact]
    public void A_loss_after_the_client_worked_again_is_not_the_faults()
    {
        var watch = new FaultWatch(1);
        watch.Injected(0, Ms(100), Ms(50));
        watch.Disconnected(Ms(110));
        watch.Ended(0, Ms(200));
        watch.Connected(Ms(210));
        Operation good = new(null!, new OperationId(0), 0, Ms(211), Ms(211));
        watch.Ended(in good, Outcome.Ok, Ms(212));
        watch.Disconnected(Ms(5_000));
        watch.Connected(Ms(9_000));
        Assert.Equal((Ms(110), Ms(210)), (watch[0].DownAt, watch[0].BackAt));
    }

    [Theory]
    [InlineData("storm.recovered<3s", ThresholdOutcome.Pass)]
    [InlineData("storm.recovered<1s", ThresholdOutcome.Fail)]
    [InlineData("storm.half<=500ms", ThresholdOutcome.Pass)]
    [InlineData("storm.refused-twice=0", ThresholdOutcome.Fail)]
    [InlineData("storm.refused-twice<10%", ThresholdOutcome.Pass)]
    [InlineData("storm.never-back=0", ThresholdOutcome.Pass)]
    [InlineData("storm.disconnected>=200", ThresholdOutcome.Pass)]
    [InlineData("storm.disconnected=80%", ThresholdOutcome.Pass)]
    [InlineData("storm.disconnected=100%", ThresholdOutcome.Fail)]
    public void Thresholds_can_name_a_storm(string text, ThresholdOutcome expected) => Assert.Equal(expected, Threshold.Parse(text).Judge(new(), Run(Storm())).Outcome);

    [Fact]
    public void Where_clients_stay_away_a_time_is_missed_and_says_why()
    {
        ThresholdResult result = Threshold.Parse("storm.recovered<3s").Judge(new(), Run(Storm(), Storm() with { BackLastMs = null, NeverBack = 3 }));
        Assert.Equal((ThresholdOutcome.Fail, null, "3 clients never came back"), (result.Outcome, result.Observed, result.Remark));
        Assert.Equal("storm.recovered<3s was not met: 3 clients never came back", Assert.Single(RunVerdict.Of([result], new Dictionary<string, long>(), [], RunEnding.Completed, 1).Reasons));
    }

    [Fact]
    public void Without_a_storm_nothing_was_measured()
    {
        ThresholdResult result = Threshold.Parse("storm.recovered<3s").Judge(new(), Run());
        Assert.Equal((ThresholdOutcome.NotMeasured, "no fault disconnected a client"), (result.Outcome, result.Remark));
    }

    [Fact]
    public void A_storm_has_no_window() =>
        Assert.Contains("has no window", Assert.Throws<ThresholdException>(() => Threshold.Parse("storm.recovered<3s@1s..2s")).Message, StringComparison.Ordinal);

    // Of 250 clients, 200 were disconnected.
    private static RunTally Run(params StormResult[] storms) => new(250, storms, new Dictionary<string, long>());

    private static StormResult Storm() => new()
    {
        Disconnected = 200,
        BackFirstMs = 10,
        BackHalfMs = 500,
        Back99Ms = 1800,
        BackLastMs = 2000,
        NeverBack = 0,
        AttemptsUnanswered = 40,
        AttemptsRefused = 5,
        RefusedTwice = 2,
    };

    private static FaultNote Note(int down, int ended, int back, params string[] failures)
    {
        var failed = new ConnectFailures();
        Array.ForEach(failures, kind => failed.Add(kind, Ms(down), Ms(down + 1)));
        return new FaultNote { InjectedAt = Ms(90), DownAt = Ms(down), EndedAt = Ms(ended), BackAt = Ms(back), Failures = failed };
    }

    private static long Ms(int milliseconds) => Ticks.FromSeconds(milliseconds / 1000.0);
}
