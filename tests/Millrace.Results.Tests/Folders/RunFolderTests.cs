using Xunit;

namespace Millrace.Results.Tests;

public sealed class RunFolderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 5, TimeSpan.FromHours(1));
    private readonly TemporaryFolder _results = new();

    public void Dispose() => _results.Dispose();

    [Fact]
    public void A_folder_is_named_after_time_in_UTC_system_and_profile()
    {
        using RunFolder folder = RunFolder.CreateIn(_results.Path, Start, "gateway", "Base line/../x");
        Assert.Equal(_results["20260301-083005-gateway-base-line-..-x"], folder.Path);
    }

    [Fact]
    public void Two_runs_within_a_second_get_folders_of_their_own()
    {
        using RunFolder first = RunFolder.CreateIn(_results.Path, Start, "gateway", "baseline");
        using RunFolder second = RunFolder.CreateIn(_results.Path, Start, "gateway", "baseline");
        Assert.Equal(first.Path + "-2", second.Path);
    }

    [Fact]
    public void A_folder_that_holds_a_run_is_refused_and_left_alone()
    {
        using (RunFolder folder = RunFolder.Create(_results["run"]))
        {
            folder.WriteRun(SampleRun.Create());
        }

        RunFileException e = Assert.Throws<RunFileException>(() => RunFolder.Create(_results["run"]));
        Assert.Equal($"{_results["run"]}: it holds run.json of another run; name a new folder, or remove that one.", e.Message);
        Assert.Equal("gateway", RunFolder.ReadRun(_results["run"]).System);
    }

    [Fact]
    public void A_run_is_replaced_whole_and_read_by_folder_or_file()
    {
        using RunFolder folder = RunFolder.Create(_results["run"]);
        folder.WriteRun(SampleRun.Create());
        folder.WriteRun(SampleRun.Create() with { Profile = "second" });

        Assert.Equal("second", RunFolder.ReadRun(folder.Path).Profile);
        Assert.Equal("second", RunFolder.ReadRun(Path.Combine(folder.Path, "run.json")).Profile);
        Assert.Equal(["run.json"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_suite_is_written_and_read()
    {
        using RunFolder folder = RunFolder.Create(_results["suite"]);
        folder.WriteSuite(SampleRun.Suite());
        Assert.Equal("20260301-093000-gateway-baseline", RunFolder.ReadSuite(folder.Path).Runs.Single().Folder);
    }

    [Fact]
    public void Latest_points_at_the_newest_run_by_a_relative_link()
    {
        using RunFolder first = RunFolder.Create(_results["a"]);
        using RunFolder second = RunFolder.Create(_results["b"]);

        Assert.True(first.PointLatest());
        Assert.Equal("a", new DirectoryInfo(_results["latest"]).LinkTarget);
        Assert.True(second.PointLatest());
        Assert.Equal("b", new DirectoryInfo(_results["latest"]).LinkTarget);
        Assert.True(Directory.Exists(first.Path));
    }

    [Fact]
    public void A_link_to_a_run_that_was_removed_is_replaced_too()
    {
        Directory.CreateSymbolicLink(_results["latest"], "gone");
        using RunFolder folder = RunFolder.Create(_results["a"]);

        Assert.True(folder.PointLatest());
        Assert.Equal("a", new DirectoryInfo(_results["latest"]).LinkTarget);
    }

    [Fact]
    public void Something_else_named_latest_is_left_alone()
    {
        Directory.CreateDirectory(_results["latest"]);
        File.WriteAllText(Path.Combine(_results["latest"], "mine"), "");
        using RunFolder folder = RunFolder.Create(_results["a"]);

        Assert.False(folder.PointLatest());
        Assert.True(File.Exists(Path.Combine(_results["latest"], "mine")));
    }

    [Fact]
    public void A_run_that_is_not_there_is_said_with_its_path()
    {
        Assert.Equal($"{_results["nowhere"]}: there is no such file; name a run's folder or its file.", Assert.Throws<RunFileException>(() => RunFolder.ReadRun(_results["nowhere"])).Message);
        Assert.StartsWith(_results["run.json"] + ": there is no such file", Assert.Throws<RunFileException>(() => RunFolder.ReadRun(_results.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_said_with_their_place()
    {
        File.WriteAllBytes(_results["run.json"], [(byte)'{', 0xff, (byte)'}']);
        Assert.Equal($"{_results["run.json"]}: it is not UTF-8 text: the byte at 1 does not belong there.", Assert.Throws<RunFileException>(() => RunFolder.ReadRun(_results.Path)).Message);
    }

    [Fact]
    public void A_byte_order_mark_does_no_harm()
    {
        File.WriteAllText(_results["run.json"], RunJson.Serialize(SampleRun.Create()), System.Text.Encoding.UTF8);
        Assert.Equal("gateway", RunFolder.ReadRun(_results.Path).System);
    }
}
