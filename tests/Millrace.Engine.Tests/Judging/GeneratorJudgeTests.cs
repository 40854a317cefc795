using Millrace.Engine.Judging;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Judging;

public sealed class GeneratorJudgeTests
{
    private static readonly GeneratorFacts _open = new()
    {
        IsClosed = false,
        TimerLatenessP99Ms = 0.05,
        ServiceP50Ms = 1,
        Due = 10_000,
        Sent = 10_000,
        Dropped = 0,
        BusiestShard = 0.4,
        GcPauseShare = 0.001,
        TargetBusy = 0.5,
        Seconds = 10,
    };

    private static readonly GeneratorFacts _closed = _open with { IsClosed = true, BusiestShard = 0.7, TargetBusy = 0.99 };

    [Fact]
    public void An_open_run_on_schedule_is_valid() => Check(_open, GeneratorVerdict.Valid, SaturatedSide.Neither);

    [Fact]
    public void An_open_run_with_late_timers_on_busy_threads_is_generator_limited() =>
        Check(_open with { TimerLatenessP99Ms = 3, BusiestShard = 0.85 }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Neither, "timers were 3.0 ms late");

    [Fact]
    public void An_open_run_with_late_timers_on_idle_threads_was_disturbed_and_accuses_nobody()
    {
        Check(_open with { TimerLatenessP99Ms = 3 }, GeneratorVerdict.Inconclusive, SaturatedSide.Neither, "something else took the processor");
        Assert.True(GeneratorJudge.Judge(_open with { TimerLatenessP99Ms = 3 }).Disturbed);
        Assert.Null(GeneratorJudge.Judge(_open).Disturbed);
    }

    [Fact]
    public void An_open_run_with_late_timers_and_unknown_processor_use_is_generator_limited() =>
        Check(_open with { TimerLatenessP99Ms = 3, BusiestShard = null }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Unknown);

    [Fact]
    public void A_thread_that_never_rests_is_the_limit_though_others_take_half_of_its_processor()
    {
        Check(_open with { BusiestShard = 0.5, BusiestGranted = 0.98, TimerLatenessP99Ms = 8 }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Generator, "98% of the processor time that it could get (50% of a processor");
        Check(_closed with { BusiestShard = 0.5, BusiestGranted = 0.98, TargetBusy = 0.3 }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Generator, "others had the rest");
    }

    [Fact]
    public void Long_collections_on_a_disturbed_machine_accuse_nobody() =>
        Check(_open with { GcPauseShare = 0.05, TimerLatenessP99Ms = 20, BusiestShard = 0.1, Queued = 0.4 }, GeneratorVerdict.Inconclusive, SaturatedSide.Neither, "garbage collection");

    [Fact]
    public void Generator_that_its_own_collections_stop_is_convicted_though_its_threads_used_little()
    {
        GeneratorFacts facts = _open with { GcPauseShare = 0.08, TimerLatenessP99Ms = 20, BusiestShard = 0.1, BusiestGranted = 0.1, Queued = 0.001 };
        Check(facts, GeneratorVerdict.GeneratorLimited, SaturatedSide.Neither, "garbage collection");
        Assert.Null(GeneratorJudge.Judge(facts).Disturbed);
        Assert.DoesNotContain(GeneratorJudge.Judge(facts).Reasons, reason => reason.Contains("something else", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Thread_that_needs_little_and_waits_for_most_of_the_time_was_starved_and_accuses_nobody(bool isClosed)
    {
        GeneratorFacts facts = (isClosed ? _closed with { TargetBusy = 0.3 } : _open) with { BusiestShard = 0.1, BusiestGranted = 1, Queued = 0.9 };
        Check(facts, GeneratorVerdict.Inconclusive, isClosed ? SaturatedSide.Unknown : SaturatedSide.Neither, "10% of a processor and waited for one the rest of the time");
        Assert.True(GeneratorJudge.Judge(facts).Disturbed);
    }

    [Fact]
    public void Thread_whose_whole_load_would_fill_a_processor_is_the_limit_though_it_had_a_third_of_one() =>
        Check(_open with { BusiestShard = 0.33, BusiestGranted = 0.98, Queued = 0.66, Due = 10_000, Sent = 2_500, Dropped = 7_500 }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Generator, "others had the rest");

    [Fact]
    public void Lateness_is_judged_by_what_is_measured() =>
        Check(_open with { TimerLatenessP99Ms = 3, ServiceP50Ms = 40 }, GeneratorVerdict.Valid, SaturatedSide.Neither);

    [Fact]
    public void An_open_run_on_a_full_processor_is_generator_limited() =>
        Check(_open with { BusiestShard = 0.97 }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Generator, "97%");

    [Fact]
    public void Drops_against_a_full_target_are_the_targets_doing() =>
        Check(_open with { Due = 20_000, Dropped = 10_000, TargetBusy = 1 }, GeneratorVerdict.Valid, SaturatedSide.Target, "50.0% of the starts were dropped");

    [Fact]
    public void Drops_with_both_sides_idle_prove_nothing() =>
        Check(_open with { Due = 20_000, Dropped = 10_000 }, GeneratorVerdict.Inconclusive, SaturatedSide.Neither, "more clients");

    [Fact]
    public void Drops_of_clients_without_a_connection_are_not_the_generators_doing() =>
        Check(_open with { Due = 20_000, Dropped = 10_000, DroppedUnconnected = 9_990, Disconnects = 7 }, GeneratorVerdict.Valid, SaturatedSide.Neither, "7 connections were lost");

    [Fact]
    public void One_lost_connection_does_not_excuse_what_busy_clients_dropped() =>
        Check(_open with { Due = 20_000, Dropped = 10_000, DroppedUnconnected = 50, Disconnects = 1 }, GeneratorVerdict.Inconclusive, SaturatedSide.Neither, "more clients");

    [Fact]
    public void Long_collections_limit_the_generator() =>
        Check(_open with { GcPauseShare = 0.05 }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Neither, "garbage collection");

    [Fact]
    public void A_closed_run_names_the_full_target() => Check(_closed, GeneratorVerdict.Valid, SaturatedSide.Target, "the target was the limit");

    [Fact]
    public void A_closed_run_names_the_full_generator() =>
        Check(_closed with { BusiestShard = 0.98, TargetBusy = 0.6 }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Generator, "the generator was the limit");

    [Fact]
    public void A_closed_run_with_both_full_cannot_tell() =>
        Check(_closed with { BusiestShard = 0.98, TargetBusy = 0.97 }, GeneratorVerdict.Inconclusive, SaturatedSide.Unknown, "too close");

    [Fact]
    public void A_closed_run_with_both_idle_waits_for_messages() =>
        Check(_closed with { BusiestShard = 0.3, TargetBusy = 0.3 }, GeneratorVerdict.Valid, SaturatedSide.Neither, "unless a single thread of the target is its limit");

    [Fact]
    public void A_closed_run_against_a_stranger_is_valid_while_we_are_not_full() =>
        Check(_closed with { BusiestShard = 0.5, TargetBusy = null }, GeneratorVerdict.Valid, SaturatedSide.Unknown, "elsewhere");

    [Fact]
    public void A_closed_run_against_a_stranger_proves_nothing_while_we_are_nearly_full() =>
        Check(_closed with { BusiestShard = 0.85, TargetBusy = null }, GeneratorVerdict.Inconclusive, SaturatedSide.Unknown, "either may have been the limit");

    [Fact]
    public void A_closed_run_against_a_stranger_is_limited_once_we_are_full() =>
        Check(_closed with { BusiestShard = 0.95, TargetBusy = null }, GeneratorVerdict.GeneratorLimited, SaturatedSide.Generator);

    [Fact]
    public void Late_timers_on_idle_threads_mean_a_disturbed_machine() =>
        Check(_closed with { TimerLatenessP99Ms = 30 }, GeneratorVerdict.Inconclusive, SaturatedSide.Target, "something else took the processor");

    [Fact]
    public void On_a_disturbed_machine_idle_sides_prove_nothing() =>
        Check(_closed with { TimerLatenessP99Ms = 30, BusiestShard = 0.3, TargetBusy = 0.2 }, GeneratorVerdict.Inconclusive, SaturatedSide.Unknown, "disturbed machine");

    [Fact]
    public void Nothing_sent_proves_nothing() =>
        Check(_open with { Sent = 0, Due = 0 }, GeneratorVerdict.Inconclusive, SaturatedSide.Neither, "nothing was sent");

    private static void Check(GeneratorFacts facts, GeneratorVerdict verdict, SaturatedSide side, string? reason = null)
    {
        GeneratorResult result = GeneratorJudge.Judge(facts);
        Assert.Equal(verdict, result.Verdict);
        Assert.Equal(side, result.SaturatedSide);
        if (reason is not null)
        {
            Assert.Contains(result.Reasons, said => said.Contains(reason, StringComparison.Ordinal));
        }
    }
}
