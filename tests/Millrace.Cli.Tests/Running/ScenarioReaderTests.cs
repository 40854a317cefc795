using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Engine.Targets;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Running;

public sealed class ScenarioReaderTests
{
    [Fact]
    public void Profile_alone_is_run_as_it_stands()
    {
        Scenario scenario = Read("run", "gateway");

        Assert.Equal("baseline", scenario.Profile.Name);
        Assert.Equal(100, scenario.Clients);
        Assert.Equal(new Closed(), scenario.Load);
        Assert.Equal(["loss=0"], scenario.Thresholds);
        Assert.Null(scenario.Target);
    }

    [Fact]
    public void Every_option_reaches_the_scenario()
    {
        Scenario scenario = Read(
            "run", "gateway", "--profile", "stress", "--mode", "echo", "--clients", "20", "--duration", "15s", "--warmup", "0", "--rate", "2000", "--window", "8", "--payload", "1KiB",
            "--timeout", "250ms", "--seed", "-7", "--set", "path=/chat/", "--no-read", "--fault", "pause@5s..8s", "--fault", "kill(restart)@10s", "--threshold", "p99<50ms, errors<0.1%",
            "--label", "branch=main", "--label", "k=a=b", "--note", "after the change", "--authorized", "--generator-cpus", "0", "--target-cpus", "0", "--target-memory", "2GiB", "--proxy", "--proxy-cpus", "0");

        Assert.Equal("stress", scenario.Profile.Name);
        Assert.Equal("echo", scenario.Mode);
        Assert.Equal(20, scenario.Clients);
        Assert.Equal(TimeSpan.FromSeconds(15), scenario.Duration);
        Assert.Equal(TimeSpan.Zero, scenario.WarmUp);
        Assert.Equal(new Paced(100), scenario.Load);
        Assert.Equal(8, scenario.Window);
        Assert.Equal(1024, scenario.PayloadBytes);
        Assert.Equal(TimeSpan.FromMilliseconds(250), scenario.OperationTimeout);
        Assert.Equal(-7, scenario.Seed);
        Assert.Equal("/chat/", scenario.Parameters["path"]);
        Assert.Equal("false", scenario.Parameters["read"]);
        Assert.Equal(["pause@5s..8s", "kill(restart)@10s"], scenario.Faults);
        Assert.Equal(["p99<50ms", "errors<0.1%"], scenario.Thresholds);
        Assert.Equal("main", scenario.Labels["branch"]);
        Assert.Equal("a=b", scenario.Labels["k"]);
        Assert.Equal("after the change", scenario.Labels["note"]);
        Assert.True(scenario.Authorized);
        Assert.Equal([0], scenario.GeneratorCpus);
        Assert.Equal([0], scenario.TargetCpus);
        Assert.Equal([0], scenario.ProxyCpus);
        Assert.Equal(2L << 30, scenario.TargetMemoryBytes);
        Assert.True(scenario.Proxy);
    }

    [Fact]
    public void A_backend_command_is_cut_into_words_and_reaches_the_system_by_the_companions_name()
    {
        Scenario scenario = Read("run", "gateway", "--backend-command", "python3 'my chat.py' --port {port}");
        Assert.Equal("python3", scenario.CompanionPrograms["backend"].File);
        Assert.Equal(["my chat.py", "--port", "{port}"], scenario.CompanionPrograms["backend"].FirstArguments);

        scenario = Read("run", "gateway", "--companion-command", "backend=node chat.js {address}", "--target", "ws://127.0.0.1:1/", "--target-address", "backend=tcp://127.0.0.1:2");
        Assert.Equal(["chat.js", "{address}"], scenario.CompanionPrograms["backend"].FirstArguments);
        Assert.Equal(2, scenario.TargetAddresses["backend"].Port);
    }

    [Theory]
    [InlineData("backoff", ReconnectPolicy.Backoff)]
    [InlineData("storm", ReconnectPolicy.Storm)]
    [InlineData("off", ReconnectPolicy.Off)]
    public void The_reconnect_policy_is_named_by_a_word(string word, ReconnectPolicy policy) => Assert.Equal(policy, Read("run", "gateway", "--reconnect", word).Reconnect);

    [Theory]
    [InlineData("did you mean 'storm'?", "--reconnect", "strom")]
    [InlineData("the double quote at position 9 is never closed", "--backend-command", "python3 \"chat.py")]
    [InlineData("'|' has no meaning here", "--backend-command", "python3 chat.py | tee log")]
    [InlineData("there is no process \"bakend\"", "--companion-command", "bakend=python3")]
    [InlineData("are the same", "--companion-command", "backend=a", "--backend-command", "b")]
    [InlineData("no --target is given", "--target-address", "backend=tcp://127.0.0.1:2")]
    [InlineData("is not an address with host and port", "--target", "ws://127.0.0.1:1/", "--target-address", "backend=here")]
    public void What_is_said_wrongly_of_companions_is_refused(string expected, params string[] options)
    {
        CommandRun run = CommandRun.Of(["run", "gateway", .. options]);
        Assert.Equal(2, run.Exit);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Command_line_of_the_run_file_repeats_the_run_but_not_its_folder()
    {
        using var folder = new TempFolder();
        Scenario scenario = Read("run", "gateway", "--note", "it's mine", "--threshold", "p99<50ms");

        Assert.Equal("./millrace run gateway --note 'it'\\''s mine' --threshold 'p99<50ms'", scenario.CommandLine);
    }

    [Theory]
    [InlineData("ws://10.0.0.7:8080/ws/", false)]
    [InlineData("wss://10.0.0.7/ws/", true)]
    public void Scheme_of_the_target_says_whether_it_has_tls(string address, bool tls)
    {
        Scenario scenario = Read("run", "gateway", "--target", address);

        Assert.Equal(new Uri(address), scenario.Target);
        Assert.Equal(tls, scenario.Tls is not null);
    }

    [Fact]
    public void Insecure_means_tls_without_a_check() =>
        Assert.Equal(new TargetTls(AcceptAnyCertificate: true), Read("run", "gateway", "--target", "ws://127.0.0.1:1/ws/", "--insecure").Tls);

    [Fact]
    public void Conditions_of_a_profile_are_left_out_where_nobody_reads_the_answers()
    {
        Assert.Equal(["loss=0"], Read("run", "gateway", "--mode", "blast").Thresholds);
        Assert.Empty(Read("run", "gateway", "--mode", "blast", "--no-read").Thresholds);
        Assert.Equal(["rate>=1/s"], Read("run", "gateway", "--mode", "blast", "--set", "read=false", "--threshold", "rate>=1/s").Thresholds);
    }

    [Fact]
    public void Condition_of_the_profile_that_is_asked_for_again_is_judged_once() =>
        Assert.Equal(["p99<50ms", "loss=0"], Read("run", "gateway", "--threshold", "p99<50ms, loss=0").Thresholds);

    [Fact]
    public void Window_alone_changes_a_flood() => Assert.Equal(new Flood(8), Read("run", "gateway", "--mode", "blast", "--window", "8").Load);

    [Fact]
    public void Shards_are_spread_over_the_generators_processors()
    {
        int ours = CpuAffinity.Allowed()?.Cpus[^1] ?? 0; // under taskset the lowest need not be 0
        Assert.Equal([ours, ours, ours], Read("run", "gateway", "--generator-cpus", $"{ours}", "--shards", "3").GeneratorCpus);
    }

    [Theory]
    [InlineData("1023", "this process may use")]
    [InlineData("2-", "'2-' is neither a number")]
    public void Processors_that_are_not_ours_or_no_numbers_are_refused(string text, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "processors are only known by number on Linux");
        CommandRun run = CommandRun.Of(FakeLab.Composition(new FakeLab()), ["run", "gateway", "--target-cpus", text]);
        Assert.Equal(2, run.Exit);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown-system.txt", "gatway")]
    [InlineData("unknown-profile.txt", "gateway", "--profile", "baselin")]
    [InlineData("unknown-mode.txt", "gateway", "--mode", "pingpng")]
    [InlineData("unknown-setting.txt", "gateway", "--set", "pth=/x/")]
    [InlineData("unknown-fault.txt", "gateway", "--fault", "pose@5s..8s")]
    [InlineData("fault-too-late.txt", "gateway", "--duration", "3s", "--fault", "pause@5s..8s")]
    [InlineData("bad-load.txt", "gateway", "--arrivals", "rmp(0..100/s,10s)")]
    [InlineData("all-at-once.txt", "gateway", "--clients", "0", "--duration", "10", "--rate", "-5", "--payload", "1GiB", "--label", "x", "--seed", "abc")]
    [InlineData("excluding.txt", "gateway", "--rate", "100", "--think", "5ms")]
    [InlineData("think-without-closed.txt", "gateway", "--mode", "blast", "--think", "5ms")]
    [InlineData("tls-without-target.txt", "gateway", "--tls")]
    [InlineData("bad-target.txt", "gateway", "--target", "http://localhost:80/")]
    [InlineData("no-such-process.txt", "gateway", "--target", "ws://127.0.0.1:1/ws/", "--target-pid", "2147483646")]
    [InlineData("refused-by-the-system.txt", "gateway", "--clients", "200000")]
    [InlineData("against-nothing.txt", "gateway", "--against", "no-such-folder")]
    [InlineData("profile-twice.txt", "gateway", "--profile", "baseline,baseline")]
    public void Bad_value_is_answered_with_what_where_and_what_to_do(string expectation, params string[] arguments)
    {
        var lab = new FakeLab();

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), ["run", .. arguments]);

        Assert.Equal(2, run.Exit);
        Assert.Empty(run.Out);
        Assert.Empty(lab.Asked);
        Snapshot.Match(Path.Combine("errors", expectation), run.Error);
    }

    private static Scenario Read(params string[] arguments)
    {
        using var folder = new TempFolder();
        var lab = new FakeLab();
        CommandRun run = CommandRun.Of(FakeLab.Composition(lab), [.. arguments, "--out", folder.Combine("run")]);
        Assert.Equal("", run.Error);
        return Assert.Single(lab.Asked);
    }
}
