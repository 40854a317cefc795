using Millrace.Engine.Capacity;
using Millrace.Engine.Judging;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Capacity;

public sealed class StepJudgeTests
{
    [Fact]
    public void Fast_errors_are_no_load_that_is_held_though_nothing_got_lost()
    {
        StepFinding finding = StepJudge.Judge(Step("p99<50ms, loss=0", new Accounting { Due = 1000, Sent = 1000, Ok = 500, Failed = 500 }), Objective.Parse("p99<50ms, loss=0"));

        Assert.Equal((CapacityOutcome.Missed, "50% were not answered rightly"), (finding.Outcome, finding.Reason?.Split(';')[0]));
    }

    [Theory]
    [InlineData("p99<50ms", false)]
    [InlineData("p99<50ms, loss<5%", true)]
    [InlineData("p99<50ms, errors<5%", true)]
    [InlineData("p99<50ms, failed<5%", false)]
    [InlineData("p99<50ms, echo.loss<5%", false)]
    public void What_may_get_lost_is_what_a_condition_over_all_operations_says(string slo, bool isMet)
    {
        StepFinding finding = StepJudge.Judge(Step(slo, new Accounting { Due = 1000, Sent = 1000, Ok = 970, Lost = 30 }), Objective.Parse(slo));

        Assert.Equal(isMet ? CapacityOutcome.Met : CapacityOutcome.Missed, finding.Outcome);
    }

    [Fact]
    public void Clients_that_are_all_busy_are_the_labs_limit_and_not_the_targets()
    {
        // 100 clients whose answers take 50 ms can ask 2,000 times a second; 2,400 were asked for.
        RunFile run = Late(serviceMs: 50);
        Assert.Equal(CapacityOutcome.GeneratorLimited, StepJudge.Judge(run, Objective.Parse("p99<100ms")).Outcome);
        Assert.Contains("more --clients may hold this load", StepJudge.Judge(run, Objective.Parse("p99<100ms")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Target_that_answers_late_what_was_sent_has_missed_however_busy_the_clients_were() =>
        Assert.Equal(CapacityOutcome.Missed, StepJudge.Judge(Late(serviceMs: 150), Objective.Parse("p99<100ms")).Outcome);

    [Fact]
    public void Clients_that_were_free_are_not_the_limit() => Assert.Equal(CapacityOutcome.Missed, StepJudge.Judge(Late(serviceMs: 5), Objective.Parse("p99<100ms")).Outcome);

    [Fact]
    public void Abort_is_no_part_of_an_objective() => Assert.Throws<ThresholdException>(() => Objective.Parse("p99<50ms abort"));

    // 2,000 a second for 10 s of 100 clients, each late by far.
    private static RunFile Late(double serviceMs)
    {
        RunFile run = Step("p99<100ms", new Accounting { Due = 24_000, Sent = 20_000, Dropped = 4_000, Ok = 20_000 });
        var service = new LatencySummary { Count = 20_000, MeanMs = serviceMs, P50Ms = serviceMs, P90Ms = serviceMs, P95Ms = serviceMs, P99Ms = serviceMs, P999Ms = serviceMs, MaxMs = serviceMs, Histogram = "" };
        return run with
        {
            Thresholds = [.. run.Thresholds.Select(result => result with { Outcome = ThresholdOutcome.Fail, Observed = 900 })],
            Operations = new Dictionary<string, OperationResult> { ["echo"] = new() { Service = service } },
            Generator = new GeneratorResult { Verdict = GeneratorVerdict.Inconclusive, SaturatedSide = SaturatedSide.Neither },
        };
    }

    private static RunFile Step(string slo, Accounting account) => new()
    {
        System = "gateway",
        Profile = "baseline",
        Environment = new RunEnvironment { StartedAt = DateTimeOffset.UnixEpoch, MillraceVersion = "0.1.0" },
        Parameters = new RunParameters { Clients = 100, DurationSeconds = 10, LoadModel = new LoadModelDescription { Kind = LoadModelKind.Paced, Text = "paced" } },
        Phases = [new PhaseResult { Name = "steady", StartSeconds = 0, EndSeconds = 10, Measured = true, Accounting = account }],
        Accounting = account,
        Thresholds = [.. slo.Split(", ").Select(text => new ThresholdResult { Expression = text, Outcome = ThresholdOutcome.Pass, Observed = 5 })],
        Generator = new GeneratorResult { Verdict = GeneratorVerdict.Valid, SaturatedSide = SaturatedSide.Target },
        Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed },
    };
}
