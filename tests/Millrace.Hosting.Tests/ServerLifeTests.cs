using System.Net;
using System.Net.Sockets;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Tests;

public sealed class ServerLifeTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Nothing_is_printed_when_the_server_cannot_start_and_the_reason_goes_to_stderr()
    {
        _server.OnStart = () => throw new ServerStartException("Port 80 is taken; choose another.");
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);

        Assert.Equal(ServerEnd.StartFailed, await life.Run);
        Assert.False(life.ReadyLine.IsCompleted);
        Assert.Equal($"error: scripted cannot start. Port 80 is taken; choose another.{Environment.NewLine}", life.Error);
        Assert.True(_server.IsDisposed);
    }

    [Fact]
    public async Task What_nobody_waits_for_at_the_start_comes_after_the_ready_line_and_before_the_admin_endpoint_answers()
    {
        List<string> order = [];
        LifeInTest? life = null;
        _server.OnStarted = () => order.Add(life!.ReadyLine.IsCompleted ? "started after the ready line" : "started before it");
        TaskCompletionSource<ServerAddresses> start = new();
        _server.StartLate = start.Task;
        using (life = new LifeInTest(_server, LifeInTest.JsonOnAnyPort))
        {
            start.SetResult(new ServerAddresses(("tcp", "tcp://127.0.0.1:1")));
            using HttpClient admin = await life.AdminAsync();
            await admin.GetStringAsync("/healthz", TestContext.Current.CancellationToken);

            Assert.Equal(["started after the ready line"], order);
            life.Stop.Request(StopReason.Terminate);
            _server.EndDrain(everyoneLeft: true);
            await life.Run;
        }
    }

    [Fact]
    public async Task A_first_request_drains_for_the_drain_time_and_ends_drained()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort with { DrainTime = TimeSpan.FromSeconds(7) });
        await life.ReadyLine;
        life.Stop.Request(StopReason.Terminate);

        Assert.Equal(TimeSpan.FromSeconds(7), await _server.Draining);
        Assert.False(_server.IsDisposed);
        _server.EndDrain(everyoneLeft: true);
        Assert.Equal(ServerEnd.Drained, await life.Run);
        Assert.True(_server.IsDisposed);
    }

    [Fact]
    public async Task Clients_that_do_not_leave_make_it_end_cut_off()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        await life.ReadyLine;
        life.Stop.Request(StopReason.Interrupt);
        _server.EndDrain(everyoneLeft: false);

        Assert.Equal(ServerEnd.CutOff, await life.Run);
    }

    [Fact]
    public async Task A_second_signal_ends_a_drain_that_hangs()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort with { DrainTime = ServerLifeOptions.LongestDrain });
        await life.ReadyLine;
        life.Stop.Request(StopReason.Interrupt);
        await _server.Draining;
        life.Stop.Request(StopReason.Interrupt);

        Assert.Equal(ServerEnd.Forced, await life.Run);
    }

    [Fact]
    public async Task The_end_of_input_and_then_a_signal_are_one_request_not_a_forced_end()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        await life.ReadyLine;
        life.Stop.Request(StopReason.InputEnded);
        life.Stop.Request(StopReason.Terminate);
        await _server.Draining;
        _server.EndDrain(everyoneLeft: true);

        Assert.Equal(ServerEnd.Drained, await life.Run);
        Assert.False(life.Stop.Second.IsCompleted);
    }

    [Fact]
    public async Task With_a_json_ready_line_the_end_of_input_stops_the_server()
    {
        using NeverEndingStream input = new();
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort, () => input);
        _server.EndDrain(everyoneLeft: true);
        await life.ReadyLine;
        input.End();

        Assert.Equal(ServerEnd.Drained, await life.Run);
        Assert.Equal(StopReason.InputEnded, await life.Stop.First);
    }

    [Fact]
    public async Task Without_a_json_ready_line_input_is_not_even_opened()
    {
        ServerLifeOptions options = LifeInTest.JsonOnAnyPort with { ReadyJson = false };
        using LifeInTest life = new(_server, options, () => throw new InvalidOperationException("input was opened"));
        _server.EndDrain(everyoneLeft: true);
        Assert.StartsWith("scripted is ready: tcp://127.0.0.1:1 (admin http://127.0.0.1:", await life.ReadyLine, StringComparison.Ordinal);
        life.Stop.Request(StopReason.Terminate);

        Assert.Equal(ServerEnd.Drained, await life.Run);
    }

    [Fact]
    public async Task An_admin_address_that_was_asked_for_and_is_taken_fails_the_start_and_says_which_and_what_to_do()
    {
        using TcpListener other = new(IPAddress.Loopback, 0);
        other.Start();
        IPEndPoint taken = (IPEndPoint)other.LocalEndpoint;
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort with { Admin = new AdminOptions { EndPoint = taken } });

        Assert.Equal(ServerEnd.StartFailed, await life.Run);
        Assert.Contains($"cannot have {taken}: another program listens there. Choose another port", life.Error, StringComparison.Ordinal);
        Assert.True(_server.IsDisposed);
    }

    [Fact]
    public async Task The_default_admin_port_being_taken_costs_only_the_admin_endpoint()
    {
        using Socket? other = TryTake(AdminOptions.DefaultPort);
        using LifeInTest life = new(_server, new ServerLifeOptions());
        _server.EndDrain(everyoneLeft: true);

        Assert.DoesNotContain("admin", await life.ReadyLine, StringComparison.Ordinal);
        life.Stop.Request(StopReason.Terminate);
        Assert.Equal(ServerEnd.Drained, await life.Run);
        Assert.Contains($"127.0.0.1:{AdminOptions.DefaultPort}: another program listens there", life.CloseLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Switched_off_the_admin_endpoint_is_null_in_the_ready_line()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort with { Admin = new AdminOptions { IsOff = true } });
        _server.EndDrain(everyoneLeft: true);

        Assert.EndsWith("\"admin\":null}", await life.ReadyLine, StringComparison.Ordinal);
        life.Stop.Request(StopReason.Terminate);
        await life.Run;
    }

    [Fact]
    public async Task A_hangup_has_the_server_read_its_files_again_while_it_runs()
    {
        int reloads = 0;
        _server.Reload = () => reloads++;
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        _server.EndDrain(everyoneLeft: true);
        await life.ReadyLine;
        life.HangUp!();
        life.HangUp();

        Assert.Equal(2, reloads);
        life.Stop.Request(StopReason.Terminate);
        Assert.Equal(ServerEnd.Drained, await life.Run);
        Assert.Null(life.HangUp);
    }

    [Fact]
    public async Task A_hangup_during_the_start_ends_nothing_and_is_answered_once_the_server_has_started()
    {
        int reloads = 0;
        _server.Reload = () => reloads++;
        TaskCompletionSource<ServerAddresses> start = new();
        _server.StartLate = start.Task;
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        _server.EndDrain(everyoneLeft: true);
        life.HangUp!();
        life.HangUp();

        Assert.Equal(0, reloads);
        start.SetResult(new ServerAddresses(("tcp", "tcp://127.0.0.1:1")));
        await life.ReadyLine;
        Assert.Equal(1, reloads);
        life.HangUp();
        Assert.Equal(2, reloads);
        life.Stop.Request(StopReason.Terminate);
        Assert.Equal(ServerEnd.Drained, await life.Run);
    }

    [Fact]
    public async Task A_hangup_that_the_server_fails_on_is_logged_and_costs_nothing_else()
    {
        _server.Reload = () => throw new InvalidOperationException("a mistake");
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        _server.EndDrain(everyoneLeft: true);
        await life.ReadyLine;
        life.HangUp!();

        life.Stop.Request(StopReason.Terminate);
        Assert.Equal(ServerEnd.Drained, await life.Run);
        Assert.Contains("[1010] scripted failed to read its files again", life.CloseLog(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_files_leaves_the_hangup_to_the_system()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        _server.EndDrain(everyoneLeft: true);
        await life.ReadyLine;

        Assert.Null(life.HangUp);
        life.Stop.Request(StopReason.Terminate);
        await life.Run;
    }

    // Null where someone else has it already, which serves the test as well.
    private static Socket? TryTake(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            socket.Listen();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
