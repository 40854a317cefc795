using Millrace.Engine;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Scenarios;

/// <summary>Any command line becomes a file that says the same.</summary>
public sealed class ScenarioWriterTests : IDisposable
{
    private static readonly string[][] Choices =
    [
        ["--profile", "stress"], ["--profile", "baseline"], ["--mode", "echo"], ["--clients", "20"], ["--duration", "61s"], ["--warmup", "0"], ["--rate", "500"], ["--think", "250ms"],
        ["--arrivals", "stages(30s@0..1000/s,1m@10/s)"], ["--window", "9"], ["--payload", "1KiB"], ["--no-read"], ["--set", "path=/a b: c # d"], ["--set", "read=true"], ["--seed", "-5"],
        ["--target", "ws://127.0.0.1:9/x?y=z"], ["--timeout", "2s"], ["--connect-timeout", "3s"], ["--authorized"], ["--fault", "latency(200ms,jitter=100ms)@5s..10s"], ["--fault", "kill(restart)@12s"], ["--proxy"],
        ["--reconnect", "storm"], ["--threshold", "p99<50ms, loss=0"], ["--threshold", "errors<1% abort after 5s"], ["--label", "branch=fix/'quotes' \"and\" more"], ["--label", "empty="], ["--note", "- not: a list\n\tnor a line"],
        ["--target-memory", "2GiB"], ["--shards", "1"], ["--companion-command", "backend=node chat.js {address}"],
    ];

    private static readonly string[] Once = ["--profile", "--rate", "--think", "--arrivals"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_written_from_a_command_line_reads_back_to_the_same_scenario()
    {
        var random = new Random(2026);
        int told = 0;
        for (int i = 0; i < 120; i++)
        {
            string[][] chosen = [.. Choices.Where(_ => random.Next(4) == 0)];
            string[] line = [.. chosen.Where((choice, at) => !Clashes(choice[0], chosen.Take(at))).SelectMany(choice => choice)];
            if (Asked(["gateway", .. line]) is not { } meant)
            {
                continue; // the command line was wrong: two choices exclude each other
            }

            CommandRun paper = CommandRun.Of(["run", "gateway", .. line, "--dry-run", "--yaml"]);
            Assert.True(paper.Exit == 0, paper.Error);
            string path = _folder.Write($"{i}.yaml", paper.Out);
            Assert.Equal(ScenarioWords.Of(meant), ScenarioWords.Of(Asked([path]) ?? throw new InvalidOperationException($"the file is refused:\n{paper.Out}\n{CommandRun.Of("run", path, "--dry-run").Error}")));

            // And once more: what is read is written as it was.
            Assert.Equal(paper.Out, CommandRun.Of("run", path, "--dry-run", "--yaml").Out);
            told++;
        }

        Assert.True(told > 60, $"only {told} command lines were right");
    }

    [Fact]
    public void A_suite_of_runs_is_written_with_what_they_share_on_top()
    {
        string path = _folder.Write("runs.yaml", "system: gateway\nclients: 7\nruns:\n  - {name: a, seed: 1}\n  - {name: b, seed: 2}\n");

        Assert.Equal("system: gateway\nclients: 7\nruns:\n  - name: a\n    seed: 1\n  - name: b\n    seed: 2\n", CommandRun.Of("run", path, "--dry-run", "--yaml").Out);
    }

    [Fact]
    public void A_password_is_not_written_down()
    {
        CommandRun run = CommandRun.Of("run", "gateway", "--target", "ws://me:secret@127.0.0.1:9/", "--dry-run", "--yaml");

        Assert.DoesNotContain("secret", run.Out + run.Error, StringComparison.Ordinal);
        Assert.Contains("the password of an address was left out", run.Error, StringComparison.Ordinal);
    }

    private static bool Clashes(string name, IEnumerable<string[]> before) => Once.Contains(name) && before.Any(choice => choice[0] == name);

    private Scenario? Asked(string[] arguments)
    {
        var lab = new FakeLab();
        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), ["run", .. arguments, "--out", _folder.Combine($"out-{Guid.NewGuid():N}"), "--quiet"]);
        return run.Exit == 0 ? lab.Asked[0] : null;
    }
}
