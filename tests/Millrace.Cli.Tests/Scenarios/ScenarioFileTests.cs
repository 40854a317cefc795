using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Scenarios;
using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Scenarios;

public sealed class ScenarioFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_option_of_a_run_has_a_key()
    {
        var knobs = new RunKnobs();
        var keys = new ScenarioKeys(knobs);

        Assert.All(knobs.All, (Option knob) => Assert.NotNull(keys.PathOf(knob.Name)));
        Assert.All(keys.Flat, each => Assert.NotEmpty(each.Key.Description));
    }

    [Fact]
    public void A_file_says_what_a_command_line_says()
    {
        Scenario file = Asked(
            """
            system: gateway
            profile: stress
            mode: echo
            clients: 200
            duration: 60s
            warmup: 5s
            load:
              stages:
                - {for: 30s, from: 0/s, to: 1000/s}
                - {for: 1m, rate: 600/min}
            settings: {path: /chat}
            target:
              address: wss://127.0.0.1:9/
              tls: {insecure: true}
              authorized: true
            faults:
              - {kind: latency, delay: 200ms, jitter: 100ms, from: 5s, to: 10s}
              - reset_peer@20s
            thresholds:
              - p99 < 50ms
              - {check: errors < 1%, from: 10s, to: 20s, abort: true, after: 5s}
            seed: 42
            labels: {branch: main}
            note: "a: note"
            """);
        Scenario line = Asked(null,
            "gateway", "--profile", "stress", "--mode", "echo", "--clients", "200", "--duration", "60s", "--warmup", "5s", "--arrivals", "stages(30s@0..1000/s,1m@10/s)", "--set", "path=/chat", "--target", "wss://127.0.0.1:9/",
            "--insecure", "--authorized", "--fault", "latency(200ms,jitter=100ms)@5s..10s", "--fault", "reset_peer@20s", "--threshold", "p99 < 50ms,errors < 1%@10s..20s abort after 5s", "--seed", "42", "--label", "branch=main", "--note", "a: note");

        Assert.Equal(ScenarioWords.Of(line), ScenarioWords.Of(file));
    }

    [Theory]
    [InlineData("load: closed", "closed")]
    [InlineData("load: {think: 500ms}", "closed(500ms)")]
    [InlineData("load: {rate: 1000/s}", "paced(10/s)")]
    [InlineData("load: flood(8)", "flood(8)")]
    [InlineData("load: {constant: 60/min}", "constant(1/s)")]
    [InlineData("load: {constant: 5000/s, poisson: true}", "poisson(5000/s)")]
    [InlineData("load: {ramp: {from: 0/s, to: 100/s, for: 10s}}", "ramp(0..100/s,10s)")]
    [InlineData("load: {step: {from: 10/s, to: 100/s, by: 10/s, each: 5s}}", "step(10..100/s,10/s,5s)")]
    [InlineData("load: {spike: {base: 10/s, peak: 100/s, at: 5s, for: 1s}}", "spike(10/s,100/s,5s,1s)")]
    [InlineData("load: {stages: [{for: 5s, from: 0/s, to: 10/s}, {for: 5s, to: 20/s}]}", "stages(5s@0..10/s,5s@10..20/s)")]
    public void A_load_is_said_in_keys_or_as_text(string yaml, string load) => Assert.Equal(load, Asked($"system: gateway\nprofile: baseline\n{yaml}\n").Load.ToString());

    [Fact]
    public void What_stands_on_the_command_line_wins_and_nothing_is_said_of_it()
    {
        const string Yaml =
            """
            system: gateway
            clients: 10
            load: {rate: 100/s}
            settings: {path: /a, read: "true"}
            faults: [pause@1s..2s]
            thresholds: [p99 < 1s]
            target: {memory: 1GiB, cpus: 0}
            """;
        Scenario scenario = Asked(Yaml, "--clients", "20", "--arrivals", "50/s", "--set", "path=/b", "--fault", "kill@3s", "--threshold", "p50<1s", "--target", "ws://127.0.0.1:9/");

        Assert.Equal(20, scenario.Clients);
        Assert.IsType<ArrivalRate>(scenario.Load);
        Assert.Equal(("/b", "true"), (scenario.Parameters["path"], scenario.Parameters["read"]));
        Assert.StartsWith("kill", Assert.Single(scenario.Faults), StringComparison.Ordinal);
        Assert.DoesNotContain("p99 < 1s", scenario.Thresholds);
        Assert.Null(scenario.TargetMemoryBytes);
    }

    [Fact]
    public void An_empty_list_of_faults_takes_the_profiles_away()
    {
        var system = new FakeSystem { Profiles = [new Profile { Name = "baseline", Description = "", Mode = "pingpong", Faults = ["pause@1s..2s"] }] };

        Assert.Empty(Asked("system: gateway\nfaults: []\n", system).Faults);
        Assert.Single(Asked("system: gateway\n", system).Faults);
    }

    [Fact]
    public void Anchors_and_merge_keys_work()
    {
        Scenario scenario = Asked("system: gateway\nlabels: &common {a: x, b: y}\nsettings: {<<: &more {path: /p}, read: 'false'}\nnote: &n hello\nseed: 7\n");

        Assert.Equal(("/p", "false", "hello"), (scenario.Parameters["path"], scenario.Parameters["read"], scenario.Labels["note"]));
    }

    [Theory]
    [InlineData("\uFEFFsystem: gateway\n")]
    [InlineData("system: gateway\r\nclients: 5\r\n")]
    [InlineData("---\nsystem: gateway\n...\n")]
    [InlineData("# yaml-language-server: $schema=x.json\n%YAML 1.2\n---\nsystem: gateway\n")]
    public void Marks_line_ends_and_comments_do_no_harm(string yaml) => Assert.Equal("gateway", Asked(yaml).System.Info.Name);

    [Fact]
    public void Several_runs_make_a_suite_with_folders_by_their_names()
    {
        var lab = new FakeLab();
        CommandRun run = Run(lab,
            """
            system: gateway
            profile: baseline
            labels: {branch: main}
            load: {rate: 100/s}
            runs:
              - {name: small, clients: 10}
              - {name: large, profile: stress, labels: {size: l}, load: closed}
            """);

        Assert.Equal(0, run.Exit);
        SuiteFile suite = RunFolder.ReadSuite(_folder.Combine("out"));
        Assert.Equal((SuiteKind.Profiles, "small large"), (suite.Kind, string.Join(' ', suite.Runs.Select(each => each.Folder))));
        Assert.Equal([("baseline", 10, "paced(10/s)", 1), ("stress", 5000, "closed", 2)], lab.Asked.Select(each => (each.Profile.Name, each.Clients, each.Load.ToString(), each.Labels.Count)));
    }

    [Theory]
    [InlineData("[{name: a, thresholds: [p99 < 50ms]}, {name: b}]", 4)]
    [InlineData("[{name: b}, {name: a, thresholds: [p99 < 50ms]}]", 4)]
    [InlineData("[{name: a}, {name: b}]", 0)]
    public void A_run_whose_own_thresholds_rely_on_a_limited_generator_fails_wherever_it_stands(string runs, int exit)
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with { Generator = new GeneratorResult { Verdict = scenario.Thresholds.Contains("p99 < 50ms") ? GeneratorVerdict.GeneratorLimited : GeneratorVerdict.Valid } });

        Assert.Equal(exit, Run(lab, $"system: gateway\nprofile: baseline\nruns: {runs}\n").Exit);
    }

    [Fact]
    public void A_limited_run_without_thresholds_is_not_judged_by_those_of_another()
    {
        var lab = new FakeLab(scenario => FakeLab.Answer(scenario) with { Generator = new GeneratorResult { Verdict = scenario.Thresholds.Contains("p99 < 50ms") ? GeneratorVerdict.Valid : GeneratorVerdict.GeneratorLimited } });

        Assert.Equal(0, Run(lab, "system: gateway\nprofile: baseline\nruns: [{name: a}, {name: b, thresholds: [p99 < 50ms]}]\n").Exit);
        Assert.Equal(4, CommandRun.Of(FakeLab.Composition(lab), "run", _folder.Combine("scenario.yaml"), "--strict", "--out", _folder.Combine("strict"), "--quiet").Exit);
    }

    [Fact]
    public void Labels_and_note_belong_to_a_run_and_all_other_results_to_the_file()
    {
        var knobs = new RunKnobs();
        var ofRun = ScenarioKeys.Flatten(new ScenarioKeys(knobs).OfRun, "").Select(each => each.Key).Where(key => !key.IsOfWhole && key.Knob is IKnob { Group: RunKnobs.Output }).Select(key => key.Knob!.Name);

        Assert.Equal(["--label", "--note"], ofRun.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("strict: true")]
    [InlineData("otlp: http://127.0.0.1:4318")]
    [InlineData("metrics-listen: 127.0.0.1:0")]
    [InlineData("report: csv")]
    [InlineData("against: results/latest")]
    [InlineData("json: true")]
    [InlineData("out: elsewhere")]
    [InlineData("repeats: 3")]
    [InlineData("target: {sample: true}")]
    public void What_is_about_all_runs_is_refused_in_one_of_them(string key)
    {
        CommandRun run = Run(new FakeLab(), $"system: gateway\nruns:\n  - name: a\n    {key}\n  - name: b\n");

        Assert.Equal(2, run.Exit);
        Assert.Contains("is about the file as a whole, not about one of its runs", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_million_bytes_of_keys_are_refused_before_they_are_all_read()
    {
        CommandRun run = Run(new FakeLab(), "system: gateway\n" + string.Concat(Enumerable.Range(0, 90_000).Select(i => string.Create(Words.Invariant, $"k{i}: 1\n"))));

        // 20,000 parts: the mapping itself, and two for each of 9,999 keys and a half.
        Assert.Equal(2, run.Exit);
        Assert.Contains(":10000:", run.Error, StringComparison.Ordinal);
        Assert.Contains("the file has more than 20,000 parts", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Merged_mappings_are_bounded_together()
    {
        string many = string.Join(", ", Enumerable.Range(0, 5_000).Select(i => string.Create(Words.Invariant, $"k{i}: 1")));

        Assert.Contains("more than 20,000 parts once its aliases are written out", Run(new FakeLab(), $"system: gateway\nlabels: &a {{{many}}}\nsettings: {{<<: [*a, *a, *a, *a]}}\n").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rate_that_its_own_ramp_does_not_reach_in_time_is_refused_where_it_stands()
    {
        CommandRun run = Run(new FakeLab(), "system: gateway\nduration: 60s\nwarmup: 0s\nload: {ramp: {from: 0/s, to: 1000/s, for: 30s}}\nthresholds:\n  - {check: rate >= 450/s, abort: true}\n");

        Assert.Equal(2, run.Exit);
        Assert.Contains("scenario.yaml:6:", run.Error, StringComparison.Ordinal);
        Assert.Contains("write abort after 27s or later", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_told_with_the_folder_in_which_it_was_looked_for()
    {
        CommandRun run = Run(new FakeLab(), "system: gateway\ntarget: {address: 'wss://127.0.0.1:9/', tls: {ca: not-here.pem}}\n");

        Assert.Contains($"there is no file not-here.pem (looked for {Path.GetFullPath("not-here.pem")})", run.Error, StringComparison.Ordinal);
        Assert.Contains($"(looked for {Path.GetFullPath("not-here.yaml")})", CommandRun.Of("run", "not-here.yaml").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_make_a_suite_whose_page_shows_their_spread()
    {
        var lab = new FakeLab();
        CommandRun run = Run(lab, "system: gateway\nrepeats: 3\nseed: 5\nseed-each: true\n");

        Assert.Equal(0, run.Exit);
        SuiteFile suite = RunFolder.ReadSuite(_folder.Combine("out"));
        Assert.Equal((SuiteKind.Repeats, "repeat-1 repeat-2 repeat-3"), (suite.Kind, string.Join(' ', suite.Runs.Select(each => each.Folder))));
        Assert.Equal([5, 6, 7], lab.Asked.Select(each => each.Seed));
        Assert.Contains("## How far the repeats spread", File.ReadAllText(_folder.Combine("out", "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Repeats_share_a_seed_unless_told_otherwise()
    {
        var lab = new FakeLab();
        Run(lab, "system: gateway\nrepeats: 2\nseed: 5\n");

        Assert.Equal([5, 5], lab.Asked.Select(each => each.Seed));
    }

    [Fact]
    public void A_file_that_is_not_there_is_answered_with_the_nearest_one()
    {
        _folder.Write("soak.yaml", "system: gateway");
        CommandRun run = CommandRun.Of("run", _folder.Combine("sok.yaml"));

        Assert.Equal(2, run.Exit);
        Assert.Contains("there is no such file", run.Error, StringComparison.Ordinal);
        Assert.Contains($"did you mean {_folder.Combine("soak.yaml")}?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_too_large_or_no_text_is_refused()
    {
        string large = _folder.Write("large.yaml", new string('#', ScenarioText.MostBytes + 1));
        string binary = _folder.Combine("binary.yaml");
        File.WriteAllBytes(binary, [0x73, 0x0A, 0xFF, 0xFE, 0x80]);
        string zero = _folder.Write("zero.yaml", "system: gate\0way");

        Assert.Contains("larger than 1 MiB", CommandRun.Of("run", large).Error, StringComparison.Ordinal);
        Assert.Contains($"{binary}:2:1: this line is not UTF-8", CommandRun.Of("run", binary).Error, StringComparison.Ordinal);
        Assert.Contains("bytes of value 0", CommandRun.Of("run", zero).Error, StringComparison.Ordinal);
        Assert.Contains("this is a folder", CommandRun.Of("run", Directory.CreateDirectory(_folder.Combine("folder.yaml")).FullName).Error, StringComparison.Ordinal);
    }

    private Scenario Asked(string yaml, ISystemUnderLoad system) => Asked(yaml, system, []);

    private Scenario Asked(string? yaml, params string[] arguments) => Asked(yaml, new FakeSystem(), arguments);

    private Scenario Asked(string? yaml, ISystemUnderLoad system, string[] arguments)
    {
        var lab = new FakeLab();
        string[] what = yaml is null ? [] : [_folder.Write("scenario.yaml", yaml)];
        CommandRun run = CommandRun.Of(new Composition { Systems = [system], Lab = lab.RunAsync }, ["run", .. what, .. arguments, "--out", _folder.Combine($"out-{Guid.NewGuid():N}"), "--quiet"]);
        Assert.True(run.Exit == 0, run.Error);
        return Assert.Single(lab.Asked);
    }

    private CommandRun Run(FakeLab lab, string yaml) => CommandRun.Of(FakeLab.Composition(lab), "run", _folder.Write("scenario.yaml", yaml), "--out", _folder.Combine("out"), "--quiet");
}
