using Millrace.Cli.Running;
using Millrace.Engine.Targets;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class SweepTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Sweep_runs_each_client_count_in_a_folder_of_its_own_and_prints_one_table()
    {
        var lab = new FakeLab();

        CommandRun run = Run(lab, "--clients", "1,20,300", "--duration", "3s");

        Assert.Equal(0, run.Exit);
        Assert.Equal([1, 20, 300], lab.Asked.Select(scenario => scenario.Clients));
        Assert.All(lab.Asked, scenario => Assert.Equal(TimeSpan.FromSeconds(3), scenario.Duration));
        SuiteFile sweep = RunFolder.ReadSuite(_folder.Combine("run"));
        Assert.Equal(SuiteKind.Sweep, sweep.Kind);
        Assert.Equal(["clients-1", "clients-20", "clients-300"], sweep.Runs.Select(each => each.Folder));
        Assert.Contains("## Expected against measured scaling", run.Out, StringComparison.Ordinal);
        Assert.Contains("# gateway sweep: PASS", CommandRun.Of("report", _folder.Combine("run")).Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Combine("run", "clients-20", "report.md")));
    }

    [Theory]
    [InlineData("--json")]
    [InlineData("--json", "-")]
    public void Json_leaves_standard_output_to_the_machine(params string[] asked)
    {
        CommandRun run = Run(new FakeLab(), ["--clients", "1", .. asked]);

        Assert.Equal(0, run.Exit);
        using var sweep = System.Text.Json.JsonDocument.Parse(run.Out);
        Assert.Contains("gateway", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Target_cores_multiply_the_runs_and_the_generator_keeps_its_own()
    {
        Assert.SkipWhen(CpuAffinity.Allowed() is null or { Count: < 2 }, "one processor");
        var lab = new FakeLab();

        Run(lab, "--clients", "1,20", "--target-shards", "1,2");

        Assert.Equal(["clients-1-cores-1", "clients-20-cores-1", "clients-1-cores-2", "clients-20-cores-2"], RunFolder.ReadSuite(_folder.Combine("run")).Runs.Select(each => each.Folder));
        Assert.Equal([1, 1, 2, 2], lab.Asked.Select(scenario => scenario.TargetCpus!.Count));
        Assert.Single(lab.Asked.Select(scenario => string.Join(',', scenario.GeneratorCpus!)).Distinct());
    }

    [Fact]
    public void Interrupted_sweep_reports_what_ran()
    {
        using var stop = new CancellationTokenSource();
        var lab = new FakeLab(scenario =>
        {
            if (scenario.Clients == 20)
            {
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            }

            return FakeLab.Answer(scenario);
        });

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab) with { Stop = stop.Token }, "sweep", "gateway", "--out", _folder.Combine("run"), "--clients", "1,20,300");

        Assert.Equal(130, run.Exit);
        Assert.Equal([1, 20], lab.Asked.Select(scenario => scenario.Clients));
        Assert.Equal(["clients-1"], RunFolder.ReadSuite(_folder.Combine("run")).Runs.Select(each => each.Folder));
        Assert.Contains("## Expected against measured scaling", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"x\" is not a whole number from 1 to 1000000", "--clients", "10,x")]
    [InlineData("10 is named twice", "--clients", "10,10")]
    [InlineData("\"0\" is not a whole number from 1 to", "--target-shards", "0")]
    [InlineData("more than 100000 clients cannot be driven", "--clients", "10,200000")]
    [InlineData("a sweep varies clients and cores under one profile", "--profile", "all")]
    [InlineData("--target-shards and --target exclude each other", "--target-shards", "1", "--target", "ws://127.0.0.1:1/ws/")]
    [InlineData("there is no option \"--target-cpus\"", "--target-cpus", "1")]
    public void What_cannot_be_swept_is_refused(string what, params string[] options)
    {
        var lab = new FakeLab();

        CommandRun run = Run(lab, options);

        Assert.Equal(2, run.Exit);
        Assert.Empty(lab.Asked);
        Assert.Contains(what, run.Error, StringComparison.Ordinal);
        Assert.Contains("`millrace sweep", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 2, "0,1", "3", "2,3")]
    [InlineData(4, 3, "0", "3", "1,2,3")]
    [InlineData(2, 2, "0", "1", "0,1")]
    [InlineData(1, 1, "0", "0", "0")]
    public void Target_gets_the_last_cores_and_shares_only_where_none_would_be_left(int allowed, int most, string generator, string one, string all)
    {
        SweepCores cores = SweepCores.For([.. Enumerable.Range(0, allowed)], most, null);

        Assert.Equal(generator, string.Join(',', cores.Generator));
        Assert.Equal(one, string.Join(',', cores.TargetOf(1)));
        Assert.Equal(all, string.Join(',', cores.TargetOf(most)));
    }

    public void Dispose() => _folder.Dispose();

    private CommandRun Run(FakeLab lab, params string[] options) =>
        CommandRun.Of(FakeLab.Composition(lab), ["sweep", "gateway", "--out", _folder.Combine("run"), .. options]);
}
