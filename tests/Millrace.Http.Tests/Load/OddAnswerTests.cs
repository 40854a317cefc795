using System.Net;
using System.Net.Sockets;
using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Http.Load;
using Millrace.Results;
using Millrace.Testing;
using static Millrace.Http.Tests.Load.Scenarios;

namespace Millrace.Http.Tests.Load;

/// <summary>Servers that misbehave: each thing is an error of its kind, the accounts close, and nothing hangs.</summary>
public sealed class OddAnswerTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "truncated")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", "truncated")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le", "truncated")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1\r\n", "malformed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "malformed")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 0\n\n", "malformed")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n", "too-large")]
    public async Task An_answer_that_is_none_is_an_error_of_its_kind(string answer, string kind)
    {
        await using OddServer server = OddServer.Answering(answer);
        RunFile run = await RunAsync(Of(UrlOf(server)));

        Assert.Equal([kind], run.Operations["request"].Errors.Keys);
        Assert.Equal((0, run.Accounting.Sent), (run.Accounting.Ok, run.Accounting.Failed));
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith($"The first {kind}: GET /: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n\r\nup to the end")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok")]
    public async Task An_odd_answer_that_is_one_is_right(string answer)
    {
        await using OddServer server = OddServer.Answering(answer);
        RunFile run = await RunAsync(Of(UrlOf(server)));

        Assert.True(run.Accounting.Ok > 0);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
    }

    [Fact]
    public async Task A_request_that_may_be_sent_twice_is_sent_again_where_the_server_had_closed()
    {
        // It keeps the connection in words and closes it in deed: each further request finds it closed, or is sent just before.
        await using OddServer server = OddServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        RunFile run = await RunAsync(Of(UrlOf(server)));

        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok);
    }

    [Fact]
    public async Task A_post_is_never_sent_twice()
    {
        await using OddServer server = OddServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        RunFile run = await RunAsync(Of(UrlOf(server), 1, ("method", "POST")));

        OperationResult request = run.Operations["request"];
        Assert.Equal(request.Count, request.Ok + request.Errors.GetValueOrDefault("closed-not-resent"));
        Assert.InRange(server.Requests.Count, run.Accounting.Ok, run.Accounting.Sent);
    }

    [Fact]
    public async Task Silence_is_a_timeout_on_a_connection_that_is_given_up()
    {
        await using OddServer server = OddServer.Silent();
        RunFile run = await RunAsync(Of(UrlOf(server)) with { OperationTimeout = TimeSpan.FromMilliseconds(100) });

        OperationResult request = run.Operations["request"];
        Assert.Equal(["timeout"], request.Errors.Keys);
        Assert.Equal(run.Accounting.Sent, run.Accounting.Indefinite);
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task A_request_that_no_connection_takes_has_failed_and_is_not_lost()
    {
        // The one that is asked first takes the port away with it: all others find nobody.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var url = new Uri($"http://{listener.LocalEndpoint}/");
        Task served = Task.Run(async () =>
        {
            byte[] head = new byte[1024];
            bool isAsked;
            do
            {
                using Socket socket = await listener.AcceptSocketAsync(TestContext.Current.CancellationToken);
                isAsked = await socket.ReceiveAsync(head, TestContext.Current.CancellationToken) > 0;
                if (isAsked)
                {
                    listener.Stop();
                }
            }
            while (!isAsked);
        }, TestContext.Current.CancellationToken);
        RunFile run = await RunAsync(Of(url, 1, ("keep-alive", "false")));
        await served;

        OperationResult request = run.Operations["request"];
        Assert.True(request.Errors["refused"] > 0);
        Assert.Equal(request.Errors["refused"], run.Accounting.Failed);
        Assert.Equal((0, 1), (run.Accounting.Lost, run.Accounting.Indefinite));
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task A_mistake_of_the_labs_own_is_told_as_that_and_fails_the_run()
    {
        await using OddServer server = OddServer.Answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Scenario scenario = Of(UrlOf(server));
        // No settings lead to an empty text that is sought, which the search cannot do: planted, it stands for any mistake.
        HttpSettings right = HttpSettings.Read(scenario);
        var broken = new MistakenSystem(scenario, right with { Requests = [right.Requests[0] with { Expect = [] }] });
        RunFile run = await RunAsync(scenario with { System = broken });

        Assert.Equal(["lab-error"], run.Operations["request"].Errors.Keys);
        Assert.True(run.Invariants["no-lab-errors"] > 0);
        Assert.Equal(VerdictOutcome.Fail, run.Verdict.Outcome);
        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Contains(run.Findings, finding => finding.Text.StartsWith("The first lab-error: Argument", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_reset_is_a_reset()
    {
        await using OddServer server = OddServer.Resetting();
        RunFile run = await RunAsync(Of(UrlOf(server)));

        Assert.All(run.Operations["request"].Errors.Keys, kind => Assert.Contains(kind, (string[])["reset", "closed"]));
        // A reset that came while the connection was being opened came before anything was sent.
        Assert.Equal((0, run.Accounting.Sent), (run.Accounting.Ok, run.Accounting.Indefinite + run.Accounting.Failed));
        Assert.Empty(run.Accounting.BrokenIdentities());
    }

    [Fact]
    public async Task Words_that_nobody_asked_for_are_counted_and_not_taken_for_an_answer()
    {
        await using OddServer server = OddServer.Saying("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        RunFile run = await RunAsync(Of(UrlOf(server)) with { Load = new Paced(5) });

        Assert.Empty(run.Accounting.BrokenIdentities());
        Assert.Equal(run.Accounting.Sent, run.Accounting.Ok + run.Accounting.Failed + run.Accounting.Indefinite);
    }

    private static Uri UrlOf(OddServer server) => new($"http://{server.EndPoint}/");
}
