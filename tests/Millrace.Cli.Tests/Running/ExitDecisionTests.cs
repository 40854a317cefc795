using Millrace.Cli.Running;
using Millrace.Engine;
using Millrace.Results;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class ExitDecisionTests
{
    private static readonly RunFile Passed = FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0]));

    [Fact]
    public void Passed_run_is_zero() => Assert.Equal(ExitCode.Ok, ExitDecision.Of(Passed, strict: true));

    [Fact]
    public void Failed_verdict_is_one() =>
        Assert.Equal(ExitCode.VerdictFailed, ExitDecision.Of(Passed with { Verdict = Passed.Verdict with { Outcome = VerdictOutcome.Fail } }, strict: false));

    [Fact]
    public void Generator_limited_run_is_an_error_only_where_somebody_relies_on_its_figures()
    {
        RunFile limited = Passed with { Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited } };

        Assert.Equal(ExitCode.Ok, ExitDecision.Of(limited, strict: false));
        Assert.Equal(ExitCode.GeneratorLimited, ExitDecision.Of(limited, strict: true));
    }

    [Fact]
    public void Interruption_explains_a_failed_verdict() =>
        Assert.Equal(ExitCode.Interrupted, ExitDecision.Of(Passed with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.Interrupted } }, strict: true));

    [Fact]
    public void Dead_target_is_five_once_something_was_sent_and_three_before()
    {
        RunFile died = Passed with { Verdict = new Verdict { Outcome = VerdictOutcome.Fail, Ending = RunEnding.TargetDied } };

        Assert.Equal(ExitCode.TargetDied, ExitDecision.Of(died, strict: false));
        Assert.Equal(ExitCode.TargetUnreachable, ExitDecision.Of(died with { Accounting = new Accounting() }, strict: false));
    }

    [Fact]
    public void Suite_ends_with_the_code_that_explains_the_others()
    {
        Assert.Equal(ExitCode.TargetDied, ExitDecision.Worst([ExitCode.Ok, ExitCode.VerdictFailed, ExitCode.TargetDied, ExitCode.GeneratorLimited]));
        Assert.Equal(ExitCode.Interrupted, ExitDecision.Worst([ExitCode.VerdictFailed, ExitCode.Interrupted]));
        Assert.Equal(ExitCode.Ok, ExitDecision.Worst([ExitCode.Ok, ExitCode.Ok]));
    }
}
