using Xunit;

namespace Millrace.Faults.Tests.Timeline;

public sealed class FaultTimelineTests
{
    private static readonly FaultCatalog Catalog = new(new PauseFault(), new KillFault(), new SlowFault());

    [Theory]
    [InlineData("pause@5s..8s", "pause@5s..8s")]
    [InlineData(" pause @ 5s .. 8s ", "pause@5s..8s")]
    [InlineData("pause()@0..1.5s", "pause@0s..1.5s")]
    [InlineData("kill@5s", "kill@5s")]
    [InlineData("kill(TERM)@5s", "kill(TERM)@5s")]
    [InlineData("kill(restart,down=500ms)@5s", "kill(restart,down=500ms)@5s")]
    [InlineData("kill( down = 500ms , restart = true , signal=TERM )@1m30s", "kill(TERM,restart,down=500ms)@1m30s")]
    [InlineData("kill(restart=false)@5s", "kill(restart=false)@5s")]
    [InlineData("latency(200ms,jitter=100ms)@5s..10s", "latency(200ms,jitter=100ms)@5s..10s")]
    [InlineData("latency(delay=200ms,share=5%)@5s", "latency(200ms,share=5%)@5s")]
    [InlineData("kill@9s; pause@5s..8s;", "pause@5s..8s; kill@9s")]
    [InlineData("", "")]
    [InlineData(" ; ", "")]
    public void What_is_written_is_read_and_prints_in_its_usual_form(string text, string expected)
    {
        string printed = FaultTimeline.Parse(text, Catalog).ToString();
        Assert.Equal(expected, printed);
        Assert.Equal(expected, FaultTimeline.Parse(printed, Catalog).ToString());
    }

    [Theory]
    [InlineData("pasue@5s..8s", 1, "there is no fault 'pasue'; did you mean 'pause'?")]
    [InlineData("xyzzy@5s", 1, "known are pause, kill, latency")]
    [InlineData("@5s", 1, "name is expected")]
    [InlineData("pause", 6, "'@' and a start time are expected, as in pause@5s..8s")]
    [InlineData("pause@", 7, "a duration is missing")]
    [InlineData("pause@5..8s", 7, "has no unit")]
    [InlineData("pause@5s", 7, "pause needs an end, as in pause@5s..8s")]
    [InlineData("pause@5s.8s", 7, "is not a duration")]
    [InlineData("pause@5s..", 11, "a duration is missing")]
    [InlineData("pause@8s..5s", 9, "the end 5s is not after the start 8s")]
    [InlineData("pause@5s..5s", 9, "is not after")]
    [InlineData("pause@5s..8s..9s", 13, "'.' is not expected")]
    [InlineData("pause@5s,kill@6s", 7, "is not a duration")]
    [InlineData("pause(now)@5s..8s", 7, "pause has no parameter 'now'; known are process")]
    [InlineData("kill@5s..8s", 8, "did you mean kill(restart,down=3s)@5s?")]
    [InlineData("kill(restrat)@5s", 6, "no parameter 'restrat'; did you mean 'restart'?")]
    [InlineData("kill(HUP)@5s", 6, "'HUP' is not a value it takes")]
    [InlineData("kill(restart=yes)@5s", 14, "'yes' is neither true nor false")]
    [InlineData("kill(restart,restart)@5s", 14, "restart is given twice")]
    [InlineData("kill(down)@5s", 6, "down needs a value, as in down=1s")]
    [InlineData("kill(restart,down=5)@5s", 19, "has no unit")]
    [InlineData("kill(down=2s)@5s", 5, "write kill(restart,down=2s)")]
    [InlineData("kill(restart@5s", 13, "')' is expected")]
    [InlineData("kill(,)@5s", 6, "kill")]
    [InlineData("latency(200ms,share=101%)@5s", 21, "is not a share")]
    [InlineData("latency@5s", 8, "needs a delay")]
    [InlineData("pause@5s..8s; pause@7s..9s", 15, "pause@7s..9s overlaps pause@5s..8s")]
    [InlineData("latency(1s)@5s; latency(1s)@7s", 17, "overlaps")]
    public void What_is_wrong_is_said_with_its_position_and_what_would_be_right(string text, int position, string expected)
    {
        var wrong = Assert.Throws<FaultSyntaxException>(() => FaultTimeline.Parse(text, Catalog));
        Assert.Contains(expected, wrong.Message, StringComparison.Ordinal);
        Assert.Equal((position, position - 1), (int.Parse(wrong.Message.Split("position ")[1].Split(':')[0], null), wrong.Position));
    }

    [Theory]
    [InlineData("latency(200ms)@5s..8s; bandwidth(16)@6s..9s; slicer@5s..8s")]
    [InlineData("latency(200ms,direction=upstream)@5s..8s; latency(100ms,direction=downstream)@6s..9s")]
    [InlineData("reset_peer@5s; reset_peer@6s; latency(1s)@5s..6s")]
    [InlineData("loss(5%)@5s..8s; duplicate(5%)@5s..8s")]
    public void Faults_on_the_path_may_hold_together_where_kind_or_direction_differ(string text) => Assert.Equal(text.Split(';').Length, FaultTimeline.Parse(text).Events.Count);

    [Theory]
    [InlineData("latency(200ms)@5s..8s; latency(100ms)@6s..9s")]
    [InlineData("latency(200ms,direction=both)@5s..8s; latency(100ms,direction=upstream)@6s..9s")]
    [InlineData("down@5s..8s; down@7s..9s")]
    [InlineData("reset_peer@5s..8s; reset_peer@6s")]
    public void Two_faults_of_a_kind_on_one_direction_of_the_path_overlap(string text)
    {
        var wrong = Assert.Throws<FaultSyntaxException>(() => FaultTimeline.Parse(text));
        Assert.Contains("one fault of a kind holds at a time on a direction of the path", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_truncation_is_read_or_refused_in_order()
    {
        const string Text = "kill(TERM,restart,down=500ms)@1m30s; latency(200ms,jitter=100ms,share=0.5)@5s..10s; pause@1s..2s";
        for (int length = 0; length <= Text.Length; length++)
        {
            try { Assert.NotNull(FaultTimeline.Parse(Text[..length], Catalog)); }
            catch (FaultSyntaxException wrong) { Assert.InRange(wrong.Position, 0, length); }
        }
    }

    [Fact]
    public void Garbage_is_read_or_refused_in_order()
    {
        var random = new Random(7);
        const string Letters = "pausekil(),;=@.015sm% \t\"{}é";
        for (int i = 0; i < 5_000; i++)
        {
            string text = new(random.GetItems<char>(Letters, random.Next(24)));
            try { Assert.NotNull(FaultTimeline.Parse(text, Catalog).ToString()); }
            catch (FaultSyntaxException wrong) { Assert.InRange(wrong.Position, 0, text.Length); }
        }
    }

    [Fact]
    public void Repeated_options_are_one_timeline_and_overlaps_are_seen_across_them()
    {
        Assert.Equal("pause@1s..2s; kill@5s", FaultTimeline.Parse(["kill@5s", "pause@1s..2s"], Catalog).ToString());
        Assert.Throws<FaultSyntaxException>(() => FaultTimeline.Parse(["pause@1s..2s", "pause@1.5s..3s"], Catalog));
    }

    [Fact]
    public void The_last_change_counts_a_restart()
    {
        Assert.Equal(TimeSpan.FromSeconds(8), FaultTimeline.Parse("kill(restart,down=3s)@5s; pause@1s..2s", Catalog).LastChange);
        Assert.Equal(TimeSpan.Zero, FaultTimeline.Empty.LastChange);
    }

    [Fact]
    public void All_faults_that_a_target_does_not_allow_are_named_at_once()
    {
        FaultTimeline timeline = FaultTimeline.Parse("pause@1s..2s; kill(restart)@5s; kill@9s; latency(1s)@3s", Catalog);

        IReadOnlyList<string> strangers = timeline.Check(new StubTarget(null));
        Assert.Equal(3, strangers.Count);
        Assert.All(strangers, problem => Assert.Contains("--target-pid", problem, StringComparison.Ordinal));

        string known = Assert.Single(timeline.Check(new StubTarget(new ProcessIdentity(4242, 1))));
        Assert.StartsWith("kill(restart)@5s: kill(restart) needs a target that the lab started", known, StringComparison.Ordinal);
    }
}
