using System.Text;
using Xunit;

namespace Millrace.Results.Tests;

public sealed class BaselineTests
{
    private static readonly BaselineFile Sample = new()
    {
        Sets =
        [
            new SampleSet
            {
                System = "gateway", Profile = "baseline", Fingerprint = "0123456789abcdef", Kind = SampleKind.Runs,
                Load = new Dictionary<string, string> { ["system"] = "gateway", ["clients"] = "100" }, Machine = new Dictionary<string, string> { ["cores"] = "4" },
                Runs = [new SampledRun { StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), Version = "0.1.0", Commit = "abc", Dirty = false, Ending = RunEnding.Completed, Generator = GeneratorVerdict.Valid }],
                Samples = new Dictionary<string, IReadOnlyList<double>> { ["rate"] = [1000.5, 1001], ["p50"] = [0.042] },
                Shares = new Dictionary<string, IReadOnlyList<ShareSample>> { ["errors"] = [new ShareSample(1, 1000)] },
            },
        ],
    };

    [Fact]
    public void Baseline_reads_back_as_it_was_written_and_equal_ones_give_equal_files()
    {
        string text = RunJson.Serialize(Sample);

        Assert.Equal(text, RunJson.Serialize(RunJson.DeserializeBaseline(text, "b.json")));
        Assert.Contains("\"rate\": [\n          1000.5,\n          1001\n        ]", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_and_foreign_baselines_are_refused_with_a_reason()
    {
        string text = RunJson.Serialize(Sample);

        for (int length = 0; length < text.Length - 2; length += 7)
        {
            Assert.Throws<RunFileException>(() => RunJson.DeserializeBaseline(text[..length], "b.json"));
        }

        Refused("its schema is \"millrace-run/1\"; expected \"millrace-baseline/1\"", text.Replace("millrace-baseline/1", "millrace-run/1", StringComparison.Ordinal));
        Refused("it has version 2 of the schema millrace-baseline", text.Replace("millrace-baseline/1", "millrace-baseline/2", StringComparison.Ordinal));
        Refused("a sample of rate of gateway baseline is not a number from 0", text.Replace("1000.5", "-1", StringComparison.Ordinal));
        Refused("a sample of errors of gateway baseline has more bad ones than there were", text.Replace("\"bad\": 1,", "\"bad\": 1001,", StringComparison.Ordinal));
        Refused("it holds no samples", RunJson.Serialize(Sample with { Sets = [] }));
        Refused("names no run", RunJson.Serialize(Sample with { Sets = [Sample.Sets[0] with { Runs = [] }] }));

        static void Refused(string why, string text) => Assert.Contains(why, Assert.Throws<RunFileException>(() => RunJson.DeserializeBaseline(text, "b.json")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Conditions_are_equal_where_the_fingerprint_is()
    {
        RunFile run = SampleRun.Create();
        foreach (RunFile other in (RunFile[])
        [
            run with { Profile = "x" }, run with { Mode = "x" }, run with { Parameters = run.Parameters with { Clients = 3 } }, run with { Parameters = run.Parameters with { Seed = 99 } },
            run with { Parameters = run.Parameters with { TimeoutMs = 77 } }, run with { Parameters = run.Parameters with { Tls = !run.Parameters.Tls } }, run with { Parameters = run.Parameters with { Reconnect = "storm" } },
            run with { Environment = run.Environment with { Cores = 3 } }, run with { Environment = run.Environment with { Kernel = "x" } }, run with { Environment = run.Environment with { Runtime = "x" } },
            run with { Labels = new Dictionary<string, string> { ["a"] = "b" } }, run with { Faults = [] }, run with { Parameters = run.Parameters with { Options = new Dictionary<string, string> { ["x"] = "y" } } },
        ])
        {
            bool equal = Same(RunConditions.Load(run), RunConditions.Load(other)) && Same(RunConditions.Machine(run), RunConditions.Machine(other));

            Assert.Equal(RunFingerprint.Of(run) == RunFingerprint.Of(other), equal);
        }

        static bool Same(IReadOnlyDictionary<string, string> a, IReadOnlyDictionary<string, string> b) => a.Count == b.Count && a.All(pair => b.GetValueOrDefault(pair.Key) == pair.Value);
    }

    [Fact]
    public void Percentile_for_comparisons_lies_within_its_bucket()
    {
        Histogram histogram = new();
        histogram.RecordMany(50, 100);
        histogram.RecordMany(51, 100);

        Assert.Equal(0.051, SmoothPercentile.Ms(histogram, 50), 6);
        Assert.Equal(0.0505, SmoothPercentile.Ms(histogram, 25), 6);
        Assert.Equal(0.052, SmoothPercentile.Ms(histogram, 100), 6);
        Assert.Equal(0, SmoothPercentile.Ms(new Histogram(), 50));
    }

    [Fact]
    public void Blocks_merge_histograms_and_stay_few_however_long_the_run_is()
    {
        var blocks = new RunBlocks();
        for (int second = 0; second < 1000; second++)
        {
            Histogram times = new();
            times.RecordMany(1000 + second, 10);
            blocks.Add(new IntervalRecord
            {
                AtSeconds = second,
                SpanSeconds = 1,
                Phase = second < 10 ? "connect" : "steady",
                Measured = second >= 10,
                TargetCpuPercent = 50,
                Operations = new Dictionary<string, IntervalOperation> { ["echo"] = new() { Count = 11, Ok = 10, Errors = new Dictionary<string, long> { ["reset"] = 1 }, Response = IntervalLatency.From(times) } },
            });
        }

        IReadOnlyList<RunBlock> cut = blocks.Cut(100);

        Assert.InRange(blocks.Blocks.Count, RunBlocks.Most / 2, RunBlocks.Most);
        Assert.Equal((990, 9900L, 990L), (cut.Sum(block => block.Seconds), cut.Sum(block => block.Ok), cut.Sum(block => block.Errors)));
        Assert.Equal(9900, cut.Sum(block => block.Response!.Count));
        Assert.All(cut, block => Assert.Equal(50_000, block.CpuUsPerOk!.Value, 3));
        Assert.Equal(cut.Count, blocks.Cut(100).Count);
    }

    [Fact]
    public void Interval_log_is_read_line_by_line_and_its_damage_is_named()
    {
        byte[] good = IntervalLog.ToLine(new IntervalRecord { AtSeconds = 1, SpanSeconds = 1, Phase = "steady" });
        byte[] log = [.. good, .. Encoding.UTF8.GetBytes("{ what\nnull\n"), .. good, .. Encoding.UTF8.GetBytes(new string(' ', 200_000) + "\n"), .. good[..10]];
        var damage = new List<string>();

        Assert.Equal(2, IntervalLog.Read(new MemoryStream(log), "x.jsonl", damage, decode: false).Count());
        Assert.Equal(4, damage.Count);
        Assert.StartsWith("x.jsonl: line 2 was left out: it is not whole and valid", damage[0], StringComparison.Ordinal);
        Assert.StartsWith("x.jsonl: line 6 is cut off after 10 bytes", damage[3], StringComparison.Ordinal);
    }
}
