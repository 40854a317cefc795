using System.Text.Json;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Planning;

public sealed class PlanTests
{
    [Fact]
    public void A_plan_shows_the_curve_with_the_faults_below_it_and_starts_nothing()
    {
        var lab = new FakeLab();
        CommandRun run = CommandRun.Of(
            FakeLab.Composition(lab), "run", "gateway", "--clients", "20", "--warmup", "4s", "--duration", "28s", "--arrivals", "stages(16s@0..1000/s,8s@1000/s,8s@200/s)", "--fault", "latency(200ms)@8s..12s", "--fault", "kill@20s", "--shards", "1",
            "--threshold", "errors<1% abort after 5s", "--dry-run");

        Assert.True(run.Exit == 0, run.Error);
        Assert.Empty(lab.Asked);

        // Which processors there are differs from machine to machine.
        Snapshot.Match("curve.txt", string.Join('\n', run.Out.Split('\n').Where(line => !line.StartsWith("target ", StringComparison.Ordinal) && !line.StartsWith("generator ", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("100/s", "10s", "0", 1000, 0)]
    [InlineData("ramp(0..100/s,10s)", "10s", "0", 500, 0)]
    [InlineData("ramp(0..100/s,10s)", "10s", "10s", 1000, 500)]
    [InlineData("stages(1s@10/s,1s@20/s)", "2s", "0", 30, 0)]
    public void The_number_of_starts_is_what_the_plan_comes_to(string plan, string duration, string warmup, long measured, long warm)
    {
        using var json = JsonDocument.Parse(CommandRun.Of("run", "gateway", "--arrivals", plan, "--duration", duration, "--warmup", warmup, "--dry-run", "--json").Out);
        JsonElement run = json.RootElement.GetProperty("runs")[0];

        Assert.Equal("millrace-plan/1", json.RootElement.GetProperty("schema").GetString());
        Assert.Equal((measured, warm, true), (run.GetProperty("startsMeasured").GetInt64(), run.GetProperty("startsInWarmup").GetInt64(), run.GetProperty("startsExact").GetBoolean()));
    }

    [Fact]
    public void A_closed_load_has_no_curve_and_says_why() =>
        Assert.Contains("closed: each client's next start waits for its answers", CommandRun.Of("run", "gateway", "--dry-run").Out, StringComparison.Ordinal);

    [Fact]
    public void A_plan_that_this_machine_cannot_carry_ends_with_six()
    {
        CommandRun run = CommandRun.Of("run", "gateway", "--clients", "99999", "--dry-run");

        // Where a machine has the descriptors, it lacks the ports towards one address.
        Assert.Equal(6, run.Exit);
    }

    [Fact]
    public void What_differs_from_the_profile_is_told() =>
        Assert.Contains("differs     clients: 100 in the profile, 7 here", CommandRun.Of("run", "gateway", "--clients", "7", "--dry-run").Out, StringComparison.Ordinal);

    [Fact]
    public void Yaml_without_a_dry_run_is_refused() => Assert.Contains("add --dry-run", CommandRun.Of("run", "gateway", "--yaml").Error, StringComparison.Ordinal);

    [Fact]
    public void Repeats_and_profiles_are_not_mixed() => Assert.Contains("two suites in one", CommandRun.Of("run", "gateway", "--profile", "all", "--repeats", "3", "--dry-run").Error, StringComparison.Ordinal);
}
