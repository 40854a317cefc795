using Millrace.Engine.Loads;
using Millrace.Http.Host;
using Millrace.Results;
using Millrace.Testing;
using static Millrace.Http.Tests.Load.Scenarios;

namespace Millrace.Http.Tests.Load;

/// <summary>The clients against the small server: what is right, and what it says of itself.</summary>
public sealed class HttpLoadTests
{
    [Theory]
    [InlineData("requests", "/")]
    [InlineData("idle", "/bytes/100000")]
    [InlineData("requests", "/bytes/70000?chunked")]
    [InlineData("requests", "/bytes/0")]
    public async Task Every_answer_is_right_over_a_connection_that_is_kept(string mode, string path)
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 3, ("path", path)).WithMode(mode) with { Load = new Paced(20) });

        Assert.True(run.Operations["request"].Ok > 0);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.All(run.Tables.First(table => table.Name == "statuses").Rows, row => Assert.Equal("200", row[0].Text));
        Assert.Equal(0, Row(run, "connections")["Opened for a request"].Number);
    }

    [Fact]
    public async Task A_connection_for_each_request_is_opened_and_counted()
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 2, ("keep-alive", "false")));

        Dictionary<string, TableCell> connections = Row(run, "connections");
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
        Assert.True(connections["Opened for a request"].Number > 0);
        Assert.Equal(0, connections["Over a used connection"].Number);
    }

    [Theory]
    [InlineData("/status/404", "2xx", "http-404")]
    [InlineData("/status/503", "2xx", "http-503")]
    [InlineData("/status/302", "2xx", "http-302")]
    [InlineData("/", "404", "http-200")]
    public async Task A_status_that_is_not_expected_is_an_error_of_its_kind(string path, string status, string kind)
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 1, ("path", path), ("status", status)));

        OperationResult request = run.Operations["request"];
        Assert.Equal((0, request.Count), (request.Ok, request.Errors[kind]));
        Assert.Equal(run.Accounting.Sent, run.Accounting.Failed);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(kind == "http-302", run.Findings.Any(finding => finding.Text.Contains("are not followed", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("/status/404", "404")]
    [InlineData("/status/204", "2xx")]
    [InlineData("/status/304", "2xx,3xx")]
    [InlineData("/status/599", "any")]
    public async Task A_status_that_is_expected_is_right(string path, string status)
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 1, ("path", path), ("status", status)));

        Assert.True(run.Accounting.Ok > 0);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
    }

    [Theory]
    [InlineData("the load on", null)]
    [InlineData("no such words", "body-mismatch")]
    public async Task What_the_body_must_contain_is_looked_for(string expect, string? kind)
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 1, ("expect", expect)));

        Assert.Equal(kind is null ? run.Accounting.Sent : 0, run.Accounting.Ok);
        Assert.Equal(kind is null ? [] : [kind], run.Operations["request"].Errors.Keys);
    }

    [Fact]
    public async Task A_body_is_sent_whole_and_comes_back_whole()
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 2, ("method", "POST"), ("path", "/echo")) with { PayloadBytes = 600_000, Load = new Paced(5) });

        OperationResult request = run.Operations["request"];
        Assert.Equal(request.Count, request.Ok);
        Assert.True(request.BytesIn > request.Ok * 600_000 && request.BytesOut > request.Ok * 600_000);
    }

    [Fact]
    public async Task An_answer_before_the_body_is_sent_is_an_answer()
    {
        (HttpServer server, Uri url) = await ServeAsync(new HttpOptions { MaxEchoBytes = 10 });
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 1, ("method", "POST"), ("path", "/echo"), ("body", "more than ten bytes")));

        Assert.Equal(["http-413"], run.Operations["request"].Errors.Keys);
    }

    [Fact]
    public async Task A_head_is_answered_without_a_body()
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 1, ("method", "HEAD"), ("path", "/bytes/5000")));

        OperationResult request = run.Operations["request"];
        Assert.Equal(request.Count, request.Ok);
        Assert.True(request.BytesIn / request.Ok < 1000);
    }

    [Fact]
    public async Task Each_request_of_a_mix_is_an_operation_with_its_share_and_its_thresholds()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("mix.txt");
        File.WriteAllText(file, "# weight method path\n3 GET /\n1 GET /bytes/100 name=small\n1 POST /echo body=hello expect=hello\n1 GET /status/404 status=404\n");
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 4, ("requests", file)) with { Load = new Paced(100), Thresholds = ["small.errors=0", "get-root.rate>0/s"] });

        Assert.Equal(["get-root", "get-status-404", "post-echo", "small"], run.Operations.Keys.Where(name => name != "connect").Order(StringComparer.Ordinal));
        Assert.All(run.Operations.Values, operation => Assert.Equal(operation.Count, operation.Ok));
        Assert.True(run.Operations["get-root"].Count > run.Operations["small"].Count);
        Assert.Equal(VerdictOutcome.Pass, run.Verdict.Outcome);
        Assert.Equal(4, run.Tables.First(table => table.Name == "requests").Rows.Count);
    }

    [Fact]
    public async Task A_request_that_waits_for_the_one_before_it_counts_from_when_it_was_due()
    {
        // Each answer takes twice as long as requests are apart, so that each is later than the one before it: whoever counts from the sending sees nothing of that.
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 1, ("path", "/delay/100")) with { Duration = TimeSpan.FromSeconds(3) });

        OperationResult request = run.Operations["request"];
        Assert.True(request.Ok >= 2);
        Assert.True(request.Lateness!.MaxMs > 40, $"at most {request.Lateness.MaxMs} ms late");
        Assert.True(request.Response!.MaxMs > request.Lateness.MaxMs);
    }

    [Fact]
    public async Task An_answer_longer_than_is_taken_is_refused_and_its_connection_closed()
    {
        (HttpServer server, Uri url) = await ServeAsync();
        await using HttpServer _ = server;
        RunFile run = await RunAsync(Of(url, 1, ("path", "/bytes/100000"), ("max-answer", "1KiB")));

        Assert.Equal(["too-large"], run.Operations["request"].Errors.Keys);
        Assert.True(Row(run, "connections")["Opened for a request"].Number > 0);
    }
}
