using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.EndToEnd;

/// <summary>`run http` as a user types it: on its own small server, and on one that runs already, over TLS and plainly.</summary>
public sealed class HttpRunTests : IDisposable
{
    private readonly Cli _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task A_run_on_the_embedded_server_answers_every_request()
    {
        ProcessResult result = await _cli.RunAsync("run", "http", "--out", _cli.Out, "--clients", "5", "--rate", "50", "--duration", "2s", "--warmup", "200ms", "--timeout", "30s");

        Assert.True(result.ExitCode is 0 or 4, result.Output + result.Error); // 4: a busy machine kept the generator from its schedule
        RunFile run = _cli.ReadRun();
        Assert.Equal("http", run.System);
        Assert.True(run.Operations["request"].Ok > 0);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Contains(run.Tables, table => table.Name == "statuses");
    }

    [Fact]
    public async Task A_server_that_runs_already_is_driven_with_a_mix()
    {
        await using RunningProcess server = _cli.Start("serve", "http", "--port", "0", "--ready-json");
        using System.Text.Json.JsonDocument line = System.Text.Json.JsonDocument.Parse(await server.ReadLineAsync(TimeSpan.FromSeconds(60)));
        string address = line.RootElement.GetProperty("addresses").GetProperty("http").GetString()!;
        string mix = Path.Combine(_cli.Folder, "mix.txt");
        await File.WriteAllTextAsync(mix, "8 GET /\n1 POST /echo body=hello expect=hello\n1 GET /status/404 status=404 name=missing\n", TestContext.Current.CancellationToken);
        ProcessResult result = await _cli.RunAsync(
            "run", "http", "--target", address, "--out", _cli.Out, "--clients", "5", "--rate", "50", "--duration", "2s", "--warmup", "0", "--timeout", "30s", "--set", $"requests={mix}", "--threshold", "missing.errors=0");

        Assert.True(result.ExitCode is 0 or 4, result.Output + result.Error);
        RunFile run = _cli.ReadRun();
        Assert.True(run.Operations["post-echo"].Ok > 0 && run.Operations["missing"].Ok > 0);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
    }

    [Fact]
    public async Task A_certificate_of_nobodys_is_refused_and_taken_with_its_authority()
    {
        (string both, string certificate) = TestCertificate.Write(_cli.Folder);
        await using RunningProcess server = _cli.Start("serve", "http", "--port", "0", "--ready-json", "--cert", both);
        using System.Text.Json.JsonDocument line = System.Text.Json.JsonDocument.Parse(await server.ReadLineAsync(TimeSpan.FromSeconds(60)));
        string address = line.RootElement.GetProperty("addresses").GetProperty("http").GetString()!;
        string[] load = ["run", "http", "--target", address, "--clients", "2", "--rate", "20", "--duration", "1s", "--warmup", "0", "--timeout", "30s"];

        ProcessResult refused = await _cli.RunAsync([.. load, "--out", Path.Combine(_cli.Folder, "refused")]);
        ProcessResult trusted = await _cli.RunAsync([.. load, "--out", _cli.Out, "--ca", certificate, "--set", "headers=Authorization: Bearer do-not-keep-me"]);

        Assert.StartsWith("https://", address, StringComparison.Ordinal);
        Assert.True(refused.ExitCode == 3, refused.Output + refused.Error);
        Assert.Contains("certificate", refused.Error, StringComparison.OrdinalIgnoreCase);
        Assert.True(trusted.ExitCode is 0 or 4, trusted.Output + trusted.Error);
        RunFile run = _cli.ReadRun();
        Assert.True(run.Parameters.Tls && run.Accounting.Ok > 0);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.All(Directory.GetFiles(_cli.Out), file => Assert.DoesNotContain("do-not-keep-me", File.ReadAllText(file), StringComparison.Ordinal));
    }
}
