using Millrace.Engine;
using Millrace.Results;
using Millrace.Tracker.Wire;
using static Millrace.Tracker.Tests.Load.LoadInTest;

namespace Millrace.Tracker.Tests.Load;

/// <summary>What a run says of a tracker that answers one request wrongly, or not at all.</summary>
public sealed class WrongAnswerTests
{
    [Theory]
    [InlineData(TrackerAction.Connect, Treatment.OneByteLong, "answers-have-the-right-size")]
    [InlineData(TrackerAction.Connect, Treatment.OneByteShort, "answers-have-the-right-size")]
    [InlineData(TrackerAction.Connect, Treatment.WrongAction, "answers-have-the-right-action")]
    [InlineData(TrackerAction.Announce, Treatment.OneByteLong, "answers-have-the-right-size")]
    [InlineData(TrackerAction.Announce, Treatment.OneByteShort, "answers-have-the-right-size")]
    [InlineData(TrackerAction.Announce, Treatment.WrongAction, "answers-have-the-right-action")]
    [InlineData(TrackerAction.Announce, Treatment.ForeignPeer, "peers-belong-to-the-swarm")]
    [InlineData(TrackerAction.Announce, Treatment.TooManyPeers, "no-more-peers-than-asked-for")]
    [InlineData(TrackerAction.Announce, Treatment.NoInterval, "intervals-are-above-zero")]
    [InlineData(TrackerAction.Scrape, Treatment.OneByteLong, "answers-have-the-right-size")]
    [InlineData(TrackerAction.Scrape, Treatment.WrongAction, "answers-have-the-right-action")]
    internal async Task A_wrong_answer_is_corrupted_and_violates_its_invariant(TrackerAction action, Treatment treatment, string invariant)
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(action, 0, treatment);
        RunFile run = await RunAsync(Short(tracker.Url, 1), tracker);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, run.Accounting.Sent - 1), (run.Accounting.Corrupted, run.Accounting.Ok));
        Assert.Equal(1, run.Invariants[invariant]);
        Assert.Equal(1, run.Invariants.Values.Sum());
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
        Assert.Contains(run.Findings, finding => finding.Severity == FindingSeverity.Problem && finding.Text.Contains(invariant, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_announce_answered_by_nothing_but_its_head_is_not_authorized_and_the_list_is_named()
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(TrackerAction.Announce, 0, Treatment.OnlyTheHead);
        RunFile run = await RunAsync(Short(tracker.Url, 1), tracker);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, 0), (run.Accounting.Failed, run.Accounting.Corrupted));
        Assert.Equal(1, run.Operations["announce"].Errors["not-authorized"]);
        Assert.Contains(run.Findings, finding => finding.Text.Contains("--set hash-list=FILE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Peers_of_others_are_right_where_nobody_knows_who_they_are()
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(TrackerAction.Announce, 0, Treatment.ForeignPeer);
        RunFile run = await RunAsync(Short(tracker.Url, 1, ("check-peers", "false")), tracker);

        Assert.Equal((run.Accounting.Sent, VerdictOutcome.Partial), (run.Accounting.Ok, run.Verdict.Outcome));
    }

    [Fact]
    public async Task An_answer_that_comes_twice_is_duplicated()
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(TrackerAction.Announce, 3, Treatment.Twice);
        RunFile run = await RunAsync(Short(tracker.Url, 1), tracker);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, run.Accounting.Sent), (run.Accounting.Duplicated, run.Accounting.Ok));
    }

    [Fact]
    public async Task Datagrams_that_answer_nothing_are_unexpected_and_hurt_nobody()
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(TrackerAction.Scrape, 0, Treatment.WithGarbage);
        RunFile run = await RunAsync(Short(tracker.Url, 1), tracker);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, run.Accounting.Sent), (run.Accounting.Unexpected, run.Accounting.Ok));
    }

    [Theory]
    [InlineData(Treatment.RejectId, "connection-id-rejected")]
    [InlineData(Treatment.UnclearError, "tracker-error")]
    [InlineData(Treatment.ForgetIds, "connection-id-rejected")]
    internal async Task A_rejected_id_is_renewed(Treatment treatment, string kind)
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(TrackerAction.Announce, 5, treatment);
        RunFile run = await RunAsync(Short(tracker.Url, 1), tracker);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, run.Accounting.Sent - 1), (run.Accounting.Failed, run.Accounting.Ok));
        Assert.Equal((1, 2), (run.Operations["announce"].Errors[kind], run.Operations["connect"].Ok));
        Assert.Equal(2, tracker.Asked.Where(asked => asked.Head.Action == TrackerAction.Announce).Select(asked => asked.Head.ConnectionId).Distinct().Count());
    }

    [Theory]
    [InlineData(Treatment.Swallow, 0)]
    [InlineData(Treatment.AfterTheNext, 1)]
    [InlineData(Treatment.ForgetIdsInSilence, 0)]
    internal async Task A_request_without_an_answer_is_given_up_after_the_deadline_and_its_id_with_it(Treatment treatment, int late)
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(TrackerAction.Announce, 0, treatment);
        Scenario scenario = Short(tracker.Url, 1) with { OperationTimeout = TimeSpan.FromSeconds(1), DrainTimeout = TimeSpan.FromSeconds(1) };
        RunFile run = await RunAsync(scenario, tracker, 20);

        Assert.Empty(run.Accounting.BrokenIdentities());
        AskedRequest[] asked = [.. tracker.Asked];
        int given = Array.FindIndex(asked, request => request.Head.Action == TrackerAction.Announce);
        Assert.Equal(TrackerAction.Connect, asked[given + 1].Head.Action);
        Assert.True(run.Accounting.Late >= late && run.Accounting.Lost >= 1 - late, $"{run.Accounting.Late} late, {run.Accounting.Lost} lost");
        Assert.True(run.Operations["connect"].Ok >= 2);
    }

    [Fact]
    public async Task An_answer_with_another_transaction_is_unexpected_and_its_request_lost()
    {
        await using ScriptedTracker tracker = ScriptedTracker.StartOnce(TrackerAction.Announce, 0, Treatment.WrongTransaction);
        RunFile run = await RunAsync(Short(tracker.Url, 1) with { DrainTimeout = TimeSpan.FromSeconds(1) }, tracker, 2);

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal((1, 1), (run.Accounting.Unexpected, run.Accounting.Lost));
    }
}
