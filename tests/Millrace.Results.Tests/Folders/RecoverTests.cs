using Xunit;

namespace Millrace.Results.Tests;

public sealed class RecoverTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public void A_killed_run_is_rebuilt_from_its_intervals()
    {
        Write(Running(), [
            SampleIntervals.At(0, "warm-up", measured: false, 50_000),
            SampleIntervals.At(1, "steady", measured: true, 1000, 2000),
            SampleIntervals.At(2, "steady", measured: true, 3000, 4001),
            SampleIntervals.At(3, "pause", measured: true, 900_000),
            SampleIntervals.At(4, "steady", measured: true, 5000),
        ]);

        RunRecovery recovery = RunFolder.Recover(_temporary.Path);
        RunFile run = recovery.Run!;

        Assert.Empty(recovery.Damage);
        Assert.Equal(RunEnding.Crashed, run.Verdict.Ending);
        Assert.True(run.Verdict.Interrupted);
        Assert.Equal(
            "The lab ended without finishing this run; the figures were rebuilt from 5 intervals up to 5 s. There was no drain, so operations in flight are not accounted for.",
            run.Verdict.Reasons[0]);
        Assert.Equal([("warm-up", 0.0, 1.0, false), ("steady", 1, 3, true), ("pause", 3, 4, true), ("steady", 4, 5, true)],
            run.Phases.Select(phase => (phase.Name, phase.StartSeconds, phase.EndSeconds, phase.Measured)));

        OperationResult echo = run.Operations["echo"];
        Assert.Equal((10, 6, 1.5, 40, 80, 4), (echo.Count, echo.Ok, echo.RatePerSecond, echo.BytesOut, echo.BytesIn, echo.Errors["reset"]));
        Assert.Equal((6, 1.0, 900.0), (echo.Response!.Count, echo.Response.MinMs, echo.Response.MaxMs));
        Assert.Equal(4.001, run.Phases[1].Operations["echo"].Response!.MaxMs);
        Assert.Null(echo.Lateness);
        Assert.Equal(7 + 10, run.Accounting.Due);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal([50, 2.0, 4.001, 900, 5], run.Series.Select(point => point.MaxMs));
        Assert.Equal("first try", run.Labels[RunFile.NoteLabel]);
        Assert.Equal(RunJson.Serialize(run), RunJson.Serialize(RunJson.Deserialize(RunJson.Serialize(run))));
    }

    [Fact]
    public void A_line_cut_off_by_the_kill_is_left_out_and_said()
    {
        Write(Running(), [SampleIntervals.At(0, responseUs: 1000), SampleIntervals.At(1, responseUs: 2000)]);
        string log = _temporary["intervals.jsonl"];
        File.WriteAllBytes(log, File.ReadAllBytes(log)[..^5]);

        RunRecovery recovery = RunFolder.Recover(_temporary.Path);
        Assert.Equal(1, recovery.Run!.Operations["echo"].Ok);
        Assert.StartsWith($"{log}: line 2 is cut off after ", Assert.Single(recovery.Damage), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_ended_is_given_as_it_was_written()
    {
        Write(SampleRun.Create(), [SampleIntervals.At(0, responseUs: 1000)]);
        Assert.Equal(RunJson.Serialize(SampleRun.Create()), RunJson.Serialize(RunFolder.Recover(_temporary.Path).Run!));
    }

    [Fact]
    public void Without_intervals_the_last_written_file_stands_and_says_so()
    {
        Write(Running(), []);

        RunRecovery recovery = RunFolder.Recover(_temporary.Path);
        Assert.Equal(RunEnding.Crashed, recovery.Run!.Verdict.Ending);
        Assert.Equal(SampleRun.Create().Operations["echo"].Count, recovery.Run.Operations["echo"].Count);
        Assert.Contains("no interval can be read", recovery.Run.Verdict.Reasons[0], StringComparison.Ordinal);
        Assert.Equal([_temporary["intervals.jsonl"] + ": there is no such file."], recovery.Damage);
    }

    [Fact]
    public void A_damaged_run_file_is_said_and_the_intervals_are_still_given()
    {
        Write(Running(), [SampleIntervals.At(0, responseUs: 1000)]);
        File.WriteAllText(_temporary["run.json"], "{\"schema\":");

        RunRecovery recovery = RunFolder.Recover(_temporary.Path);
        Assert.Null(recovery.Run);
        Assert.Equal(1, recovery.Intervals);
        Assert.StartsWith($"{_temporary["run.json"]}: it is not whole and valid: ", Assert.Single(recovery.Damage), StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_of_many_hours_with_ever_new_names_is_rebuilt_in_what_a_run_file_keeps()
    {
        IntervalRecord sample = SampleIntervals.At(0, responseUs: 1000);
        Write(Running(), [.. Enumerable.Range(0, 6000).Select(at => sample with
        {
            AtSeconds = at, Phase = $"phase {at / 2}", Operations = new Dictionary<string, IntervalOperation> { [$"operation {at}"] = sample.Operations["echo"] },
        })]);

        RunRecovery recovery = RunFolder.Recover(_temporary.Path);

        Assert.Equal((6000, 500, 200), (recovery.Intervals, recovery.Run!.Phases.Count, recovery.Run.Operations.Count));
        Assert.InRange(recovery.Run.Series.Count, 500, SeriesThinning.MaxPoints);
        Assert.Equal(6000, recovery.Run.Phases[^1].EndSeconds);
        Assert.Equal(6000 * sample.Accounting.Sent, recovery.Run.Accounting.Sent);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_said_file_by_file()
    {
        RunRecovery recovery = RunFolder.Recover(_temporary["nowhere"]);
        Assert.Null(recovery.Run);
        Assert.Equal(2, recovery.Damage.Count);
    }

    private static RunFile Running() => SampleRun.Create() with { Verdict = new Verdict() };

    private void Write(RunFile run, IntervalRecord[] intervals)
    {
        using RunFolder folder = RunFolder.Create(_temporary.Path);
        folder.WriteRun(run);
        foreach (IntervalRecord interval in intervals)
        {
            folder.AppendInterval(interval);
        }
    }
}
