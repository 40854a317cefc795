using System.Text;
using System.Text.Json.Nodes;
using Millrace.Cli.Reporting;
using Millrace.Engine;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Commands;

/// <summary>Whatever lies where a run should: an error that names the file, and exit code 2; never a crash.</summary>
public sealed class BadFilesTests
{
    private static readonly RunFile Small = FakeLab.Answer(Scenario.Of(new FakeSystem(), new FakeSystem().Profiles[0]));

    [Fact]
    public void Run_file_cut_off_at_any_byte_is_refused_with_its_place_in_every_format()
    {
        using var folder = new TempFolder();
        byte[] whole = Encoding.UTF8.GetBytes(RunJson.Serialize(Small).TrimEnd());
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.Combine("run.json"), whole[..length]);
            string error = Refused(folder.Path, ReportFormats.Names[length % ReportFormats.Names.Count]);
            Assert.Contains("run.json: it is not whole and valid: ", error, StringComparison.Ordinal);
            Assert.Contains("(line ", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Suite_file_cut_off_at_any_byte_is_refused_with_its_place_in_every_format()
    {
        using var folder = new TempFolder();
        byte[] whole = Encoding.UTF8.GetBytes(RunJson.Serialize(new SuiteFile { System = "gateway", StartedAt = Small.Environment.StartedAt, Runs = [SuiteRun.From("one", Small)] }).TrimEnd());
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(folder.Combine("suite.json"), whole[..length]);
            Assert.Contains("suite.json: it is not whole and valid: ", Refused(folder.Path, ReportFormats.Names[length % ReportFormats.Names.Count]), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Big_run_file_cut_off_anywhere_is_refused()
    {
        using var folder = new TempFolder();
        var random = new Random(23);
        RunFile big = Small with
        {
            Series = [.. Enumerable.Range(0, 1800).Select(i => new SeriesPoint { AtSeconds = i, Phase = "steady", OkPerSecond = random.Next(1000), P50Ms = random.NextDouble(), P99Ms = 1 + random.NextDouble() })],
            Labels = new Dictionary<string, string> { ["umlauts"] = new string('ä', 1000) },
        };
        byte[] whole = Encoding.UTF8.GetBytes(RunJson.Serialize(big).TrimEnd());
        foreach (string format in ReportFormats.Names)
        {
            for (int round = 0; round < 5; round++)
            {
                File.WriteAllBytes(folder.Combine("run.json"), whole[..random.Next(whole.Length)]);
                Refused(folder.Path, format);
            }
        }
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html></html>", "it is not whole and valid: '<' is an invalid start of a value")]
    [InlineData("{\"name\": \"left-pad\"}", "it has no text \"schema\" at its top; expected \"millrace-run/1\"")]
    [InlineData("{\"schema\": \"millrace-run/9\"}", "it has version 9 of the schema millrace-run, and this Millrace reads version 1; read it with the Millrace that wrote it or a newer one")]
    [InlineData("{\"schema\": \"millrace-suite/1\"}", "its schema is \"millrace-suite/1\"; expected \"millrace-run/1\"")]
    [InlineData("", "it is not whole and valid")]
    public void Files_of_other_kinds_are_refused_by_what_they_are(string text, string error)
    {
        using var folder = new TempFolder();
        folder.Write("run.json", text);

        Assert.All(ReportFormats.Names, format => Assert.Contains(error, Refused(folder.Path, format), StringComparison.Ordinal));
    }

    [Fact]
    public void Random_bytes_and_damaged_runs_are_refused_or_read_and_nothing_else_happens()
    {
        using var folder = new TempFolder();
        byte[] whole = Encoding.UTF8.GetBytes(RunJson.Serialize(Small));
        int round = 0;
        foreach (byte[] bytes in Garbage.Bytes(5, 200, 4096).Concat(Garbage.Mutations(whole, 6, 600)))
        {
            File.WriteAllBytes(folder.Combine("run.json"), bytes);
            folder.Write("intervals.jsonl", "");
            string format = ReportFormats.Names[round++ % ReportFormats.Names.Count];
            CommandRun run = CommandRun.Of("report", folder.Path, "--format", format);
            Assert.True(run.Exit is 0 or 2, $"round {round}, {format}: {run.Error}");
        }
    }

    [Fact]
    public void Sparse_file_of_two_gibibytes_is_refused_without_reading_it()
    {
        using var folder = new TempFolder();
        using (FileStream sparse = File.Create(folder.Combine("run.json")))
        {
            sparse.SetLength(2L << 30);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("it is longer than 64 MiB, which no run file is", Refused(folder.Path, "md"), StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256L << 20);
    }

    [Fact]
    public void Sparse_interval_log_is_left_out_with_a_warning()
    {
        using var folder = new TempFolder();
        folder.Write("run.json", RunJson.Serialize(Small with { Verdict = new Verdict() }));
        using (FileStream sparse = File.Create(folder.Combine("intervals.jsonl")))
        {
            sparse.SetLength(2L << 30);
        }

        CommandRun run = CommandRun.Of("report", folder.Path);

        Assert.Equal(0, run.Exit);
        Assert.Contains("line 1 is longer than 16 MiB", run.Error, StringComparison.Ordinal);
        Assert.Contains("no interval can be read", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_log_of_garbage_warns_twenty_times_and_counts_the_rest()
    {
        using var folder = new TempFolder();
        folder.Write("run.json", RunJson.Serialize(Small with { Verdict = new Verdict() }));
        folder.Write("intervals.jsonl", string.Concat(Enumerable.Repeat("nonsense\n", 1000)));

        CommandRun run = CommandRun.Of("report", folder.Path);

        Assert.Equal(0, run.Exit);
        Assert.Equal(21, run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("980 further lines were left out", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void File_of_an_older_version_without_what_was_added_since_renders_in_every_format()
    {
        using var folder = new TempFolder();
        JsonObject old = JsonNode.Parse(RunJson.Serialize(Small))!.AsObject();
        foreach (string added in new[] { "charts", "companions", "proxy" })
        {
            old.Remove(added);
        }

        folder.Write("run.json", old.ToJsonString());
        folder.Write("intervals.jsonl", "");

        foreach (string format in ReportFormats.Names)
        {
            CommandRun run = CommandRun.Of("report", folder.Path, "--format", format);
            Assert.Equal((0, ""), (run.Exit, run.Error));
        }
    }

    [Theory]
    [InlineData("../../elsewhere")]
    [InlineData("/etc")]
    public void Suite_that_points_out_of_its_folder_is_not_followed(string elsewhere)
    {
        using var folder = new TempFolder();
        folder.Write("suite.json", RunJson.Serialize(new SuiteFile { System = "gateway", StartedAt = Small.Environment.StartedAt, Runs = [SuiteRun.From(elsewhere, Small)] }));

        CommandRun run = CommandRun.Of("report", folder.Path, "--format", "junit");

        Assert.Equal(0, run.Exit);
        Assert.Contains("cannot be read", run.Out, StringComparison.Ordinal);
    }

    private static string Refused(string path, string format)
    {
        CommandRun run = CommandRun.Of("report", path, "--format", format);
        Assert.True(run.Exit == 2, $"{format}: exit {run.Exit}\n{run.Error}");
        Assert.Equal("", run.Out);
        Assert.Contains("do:    ", run.Error, StringComparison.Ordinal);
        return run.Error;
    }
}
