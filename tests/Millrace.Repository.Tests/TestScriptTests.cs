using System.Globalization;
using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests;

/// <summary>./test itself, in a planted repository whose test projects are shell scripts and whose build does nothing.</summary>
public sealed class TestScriptTests : IDisposable
{
    private const string SecondTry = "case \"$*\" in *-parallel*) second=true ;; *) second=false ;; esac";

    private readonly TempFolder _folder = new();

    public TestScriptTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The planted programs are shell scripts.");
        File.Copy(RepositoryRoot.Combine("test"), Path.Combine(_folder.Path, "test"));
        _folder.Write("eng/peers.apt", "");
        Program("bin/dotnet", "exit 0");
        Plant("Steady.Tests", "", 7, []);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_passes_alone_counts_as_passed_and_is_named_with_the_reason_of_its_failure()
    {
        Plant("Flaky.Tests", "if $second; then bad=; fi", 3, ["Flaky.Tests.Races(kind: &quot;a &lt; b&quot;)"]);
        ProcessResult run = await RunAsync();

        Assert.Equal((0, "11 passed, 0 failed, 0 skipped"), (run.ExitCode, LastLine(run)));
        Assert.Contains("passed on the second try: Flaky.Tests.Races(kind: \"a < b\") (first: Assert.Equal() Failure in artifacts/test-results/Flaky.Tests.log)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Flaky.Tests.Races [FAIL]", File.ReadAllText(Path.Combine(_folder.Path, "artifacts/test-results/Flaky.Tests.log")), StringComparison.Ordinal);
        Assert.Contains("-method Type.Races", File.ReadAllText(Path.Combine(_folder.Path, "artifacts/bin/Flaky.Tests/release/asked")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_again_fails_the_run_and_is_named_before_the_last_line()
    {
        Plant("Wrong.Tests", "", 3, ["Wrong.Tests.One", "Wrong.Tests.Two"]);
        ProcessResult run = await RunAsync();

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(
            "FAILED: Wrong.Tests (artifacts/test-results/Wrong.Tests.log):\nFAILED: Wrong.Tests: Wrong.Tests.One\nFAILED: Wrong.Tests: Wrong.Tests.Two\n10 passed, 2 failed, 0 skipped\n",
            run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, new string[0])]
    [InlineData(1, new[] { "--no-retry" })]
    public async Task Too_many_get_no_second_try_and_nobody_does_who_does_not_want_one(int failures, string[] options)
    {
        Plant("Flaky.Tests", "if $second; then bad=; fi", 0, [.. Enumerable.Range(1, failures).Select(n => $"Flaky.Tests.Races{n}")]);
        ProcessResult run = await RunAsync(options);

        Assert.Equal((1, $"7 passed, {failures} failed, 0 skipped"), (run.ExitCode, LastLine(run)));
    }

    [Fact]
    public async Task What_ends_without_a_result_gets_no_second_try()
    {
        Plant("Crashing.Tests", "if ! $second; then kill -9 $$; fi", 1, []);
        ProcessResult run = await RunAsync();

        Assert.EndsWith("FAILED: Crashing.Tests gave no result\n7 passed, 0 failed, 0 skipped\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task What_hangs_is_ended_and_counts_as_a_failure()
    {
        Plant("Hanging.Tests", "", 1, []);
        // In the place of the true one, which would let everything else wait as well.
        Program("bin/timeout", """case "$4" in *Hanging*) exit 124 ;; esac; shift 3; exec "$@" """);
        ProcessResult run = await RunAsync();

        Assert.EndsWith("FAILED: Hanging.Tests gave no result in 900 s (artifacts/test-results/Hanging.Tests.log)\n7 passed, 1 failed, 0 skipped\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    private static string LastLine(ProcessResult run) => run.Output.TrimEnd('\n').Split('\n')[^1];

    private Task<ProcessResult> RunAsync(params string[] options) => RunningProcess.RunAsync(
        "bash", [Path.Combine(_folder.Path, "test"), .. options], TimeSpan.FromMinutes(2), _folder.Path,
        new Dictionary<string, string?> { ["PATH"] = $"{Path.Combine(_folder.Path, "bin")}:{Environment.GetEnvironmentVariable("PATH")}", ["MILLRACE_SOAK"] = null });

    // A project whose program writes the report that it was asked for, with so many tests that pass and those that fail.
    private void Plant(string name, string act, int passed, string[] failing)
    {
        _folder.Write($"tests/{name}/{name}.csproj", "<Project><PropertyGroup><Role>Tests</Role></PropertyGroup></Project>");
        Program($"artifacts/bin/{name}/release/{name}", $$"""
            report=
            echo "$*" >"$(dirname "$0")/asked"
            all="$*"
            while [ $# -gt 0 ]; do case $1 in -xml) report=$2; shift ;; esac; shift; done
            set -- $all
            {{SecondTry}}
            bad={{failing.Length.ToString(CultureInfo.InvariantCulture)}}
            {{act}}
            total=$(({{passed}} + {{failing.Length}}))
            if [ -n "$bad" ]; then result=Fail; else result=Pass; bad=0; fi
            {
              echo '<?xml version="1.0" encoding="utf-8"?>'
              echo "<assemblies><assembly name=\"{{name}}\" total=\"$total\" passed=\"$((total - bad))\" failed=\"$bad\" skipped=\"0\" errors=\"0\"><collection>"
            {{string.Join('\n', failing.Select(test => $"  echo '<test id=\"1\" name=\"{test}\" result=\"'$result'\" time=\"1\" type=\"Type\" method=\"{test.Split('(')[0].Split('.')[^1]}\"><failure><message><![CDATA[Assert.Equal() Failure'; echo 'Expected: <1>]]></message></failure></test>'; if [ $result = Fail ]; then echo '    {test.Split('(')[0]} [FAIL]' >&2; fi"))}}
              echo '</collection></assembly></assemblies>'
            } >"$report"
            [ "$bad" -eq 0 ]
            """);
    }

    private void Program(string path, string text)
    {
        string file = _folder.Write(path, "#!/bin/sh\n" + text.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
