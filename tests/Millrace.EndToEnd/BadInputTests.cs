using System.Net;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

public sealed class BadInputTests : IDisposable
{
    private readonly Cli _cli = new();

    [Theory]
    [InlineData("there is no system \"gatway\"", "did you mean \"gateway\"?", "run", "gatway")]
    [InlineData("there is no profile \"baselin\"", "did you mean \"baseline\"?", "run", "gateway", "--profile", "baselin")]
    [InlineData("there is no mode \"pingpng\"", "did you mean \"pingpong\"?", "run", "gateway", "--mode", "pingpng")]
    [InlineData("there is no option \"--clinets\"", "did you mean \"--clients\"?", "run", "gateway", "--clinets", "5")]
    [InlineData("there is no command \"rn\"", "did you mean \"run\"?", "rn")]
    [InlineData("there is no system \"gatway\"", "did you mean \"gateway\"?", "serve", "gatway")]
    public async Task Unknown_name_is_answered_with_the_nearest(string what, string hint, params string[] arguments)
    {
        ProcessResult result = await _cli.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.StartsWith($"error: {what}", result.Error, StringComparison.Ordinal);
        Assert.Contains("\nwhere: ", result.Error, StringComparison.Ordinal);
        Assert.Contains($"\ndo:    {hint}", result.Error.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_threshold_is_a_wrong_command_line()
    {
        ProcessResult result = await _cli.GatewayAsync("--threshold", "p99<<50ms");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("p99<<50ms", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Target_that_refuses_is_unreachable() => await Unreachable(OddServer.Refusing(), "refused");

    [Fact]
    public async Task Target_that_resets_is_unreachable() => await Unreachable(OddServer.Resetting(), "reset");

    [Fact]
    public async Task Target_that_stays_silent_is_unreachable() => await Unreachable(OddServer.Silent(), "silent");

    [Fact]
    public async Task Target_that_answers_404_is_unreachable_and_the_status_is_named() =>
        await Unreachable(OddServer.Answering("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"), "404");

    [Fact]
    public async Task Target_that_is_no_websocket_is_unreachable() => await Unreachable(OddServer.Answering("SSH-2.0-OpenSSH_9.2\r\n\r\n"), "SSH-2.0");

    [Fact]
    public async Task Public_target_needs_authorized()
    {
        // TEST-NET-1 of RFC 5737: nobody's address.
        ProcessResult result = await _cli.GatewayAsync("--target", "ws://192.0.2.1:9/ws/");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("--authorized", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_cli.Out));
    }

    [Fact]
    public async Task More_clients_than_descriptors_is_refused_with_the_mend()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "ulimit");
        ProcessResult result = await _cli.ShellAsync($"ulimit -n 400; exec '{Cli.Program}' run gateway --clients 1000 --duration 1s --out '{_cli.Out}'");

        Assert.Equal(6, result.ExitCode);
        Assert.Contains("descriptors", result.Error, StringComparison.Ordinal);
        Assert.Contains("ulimit -n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_in_use_is_an_environment_error_of_serve()
    {
        await using OddServer taken = OddServer.Silent();

        ProcessResult result = await _cli.RunAsync("serve", "gateway", "--echo", "--port", $"{taken.EndPoint.Port}", "--admin", "off");

        Assert.Equal(6, result.ExitCode);
        Assert.Contains($"{taken.EndPoint.Port}", result.Error, StringComparison.Ordinal);
        Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_folder_that_cannot_be_written_is_refused_before_the_run()
    {
        File.WriteAllText(_cli.Out, "a file in the way");

        ProcessResult result = await _cli.GatewayAsync("--duration", "1s");

        Assert.Equal(7, result.ExitCode);
        Assert.Contains("the results cannot be written", result.Error, StringComparison.Ordinal);
        Assert.Contains("--out", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_says_ready_in_one_json_line_and_ends_when_its_input_does()
    {
        await using RunningProcess server = _cli.Start("serve", "gateway", "--echo", "--port", "0", "--ready-json");

        string line = await server.ReadLineAsync(TimeSpan.FromSeconds(30));
        server.CloseInput();
        int exit = await Cli.EndOf(server);

        using System.Text.Json.JsonDocument ready = System.Text.Json.JsonDocument.Parse(line);
        Assert.Equal(server.Id, ready.RootElement.GetProperty("pid").GetInt32());
        Assert.StartsWith("ws://127.0.0.1:", ready.RootElement.GetProperty("addresses").GetProperty("ws").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, exit);
    }

    public void Dispose() => _cli.Dispose();

    private async Task Unreachable(OddServer odd, string word)
    {
        await using (odd)
        {
            IPEndPoint at = odd.EndPoint;
            ProcessResult result = await _cli.GatewayAsync("--target", $"ws://127.0.0.1:{at.Port}/ws/", "--clients", "3", "--duration", "1s", "--warmup", "0", "--connect-timeout", "700ms");

            Assert.True(result.ExitCode == 3, $"{result.ExitCode}\n{result.Output}{result.Error}");
            Assert.StartsWith("error: ", result.Error, StringComparison.Ordinal);
            Assert.Contains($"127.0.0.1:{at.Port}", result.Error, StringComparison.Ordinal);
            Assert.Contains(word, result.Error, StringComparison.OrdinalIgnoreCase);
        }
    }
}
