using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Hosting.Workers;
using Millrace.Testing;

namespace Millrace.Hosting.Tests.Workers;

/// <summary>A supervisor over shells that say what a worker says.</summary>
public sealed class SupervisorTests
{
    private const string Ready = """echo '{"ready":true,"addresses":{"it":"http://127.0.0.1:'$1'/"}}'""";

    public SupervisorTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "SO_REUSEPORT as Linux has it");

    [Fact]
    public async Task It_names_the_address_and_the_workers_once_all_serve()
    {
        await using Supervisor supervisor = Of($"{Ready}; cat");

        ServerAddresses addresses = await supervisor.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal("it", Assert.Single(addresses.Entries).Key);
        Assert.Equal(3, addresses.Workers.Distinct().Count());
        Assert.Equal(new ServerHealth(true, true, "workers 3 of 3, restarts 0"), supervisor.Health);
        Assert.True(await supervisor.DrainAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
    }

    [Fact]
    public async Task Why_a_worker_did_not_start_is_why_it_does_not_start()
    {
        StringWriter error = new();
        await using Supervisor supervisor = Of("echo noise >&2; echo 'error: it cannot start. The model is missing.' >&2; exit 6", error: error);

        ServerStartException refused = await Assert.ThrowsAsync<ServerStartException>(async () => await supervisor.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal("The model is missing.", refused.Message);
        Assert.Contains("[worker 0] noise", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("cannot start", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_ends_without_a_word_is_said_with_its_exit_code()
    {
        await using Supervisor supervisor = Of("exit 3");

        ServerStartException refused = await Assert.ThrowsAsync<ServerStartException>(async () => await supervisor.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("exit code 3", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_that_ends_is_started_again_and_again()
    {
        using TempFolder folder = new();
        string file = folder.Combine("starts");
        await using Supervisor supervisor = Of($"{Ready}; [ $2 = 1 ] || exec cat; echo >> {file}; [ $(wc -l < {file}) -gt 3 ] || exit 1; cat");

        await supervisor.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => supervisor.Health.Detail == "workers 3 of 3, restarts 3", "the third restart");
        Assert.True(await supervisor.DrainAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
    }

    [Fact]
    public async Task One_that_does_not_end_when_let_go_is_killed()
    {
        FakeTime time = new();
        await using Supervisor supervisor = Of($"{Ready}; exec sleep 1000", time: time);
        await supervisor.StartAsync(TestContext.Current.CancellationToken);

        Task<bool> drain = supervisor.DrainAsync(TimeSpan.FromSeconds(1), CancellationToken.None).AsTask();
        Assert.False(drain.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.False(await drain);
    }

    [Fact]
    public async Task One_that_never_says_that_it_serves_is_killed_and_is_why_nothing_starts()
    {
        FakeTime time = new();
        await using Supervisor supervisor = Of("exec sleep 1000", time: time);

        Task start = supervisor.StartAsync(TestContext.Current.CancellationToken).AsTask();
        time.Advance(TimeSpan.FromMinutes(4));

        ServerStartException refused = await Assert.ThrowsAsync<ServerStartException>(() => start);
        Assert.Contains("did not say within 3 minutes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_is_started_again_also_where_the_folder_of_the_sockets_has_gone()
    {
        using TempFolder folder = new();
        string file = folder.Combine("removed");
        // The first worker with index 1 takes the folder away, as one who tidies up would, and ends.
        await using Supervisor supervisor = Of($"{Ready}; [ $2 = 1 ] && [ ! -e {file} ] || exec cat; touch {file}; rm -r \"$3\"; exit 1");

        await supervisor.StartAsync(TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(() => supervisor.Health.Detail == "workers 3 of 3, restarts 1", "the restart");
        Assert.True(await supervisor.DrainAsync(TimeSpan.FromSeconds(30), CancellationToken.None));
    }

    [Fact]
    public async Task A_hangup_reaches_every_worker_where_they_take_it()
    {
        using TempFolder folder = new();
        await using Supervisor supervisor = Of($"trap 'touch {folder.Path}/'$2 HUP; {Ready}; while :; do sleep 0.1; done", passesHangups: true);
        await supervisor.StartAsync(TestContext.Current.CancellationToken);

        supervisor.Reload!();

        await Eventually.TrueAsync(() => Directory.GetFiles(folder.Path).Length == 3, "the signal's mark of each worker");
        Assert.Equal("workers 3 of 3, restarts 0", supervisor.Health.Detail);
    }

    [Fact]
    public async Task Without_a_file_to_read_again_a_hangup_is_left_to_the_system()
    {
        await using Supervisor supervisor = Of($"{Ready}; cat");

        Assert.Null(supervisor.Reload);
    }

    [Fact]
    public async Task A_port_with_a_listener_is_refused_even_where_it_would_be_shared()
    {
        using Socket other = SharedPort.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        other.Listen();
        await using Supervisor supervisor = Of("exit 0", (IPEndPoint)other.LocalEndPoint!);

        ServerStartException refused = await Assert.ThrowsAsync<ServerStartException>(async () => await supervisor.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("another program listens there", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_sockets_that_listen_share_the_connections()
    {
        using Socket kept = SharedPort.Reserve(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket one = SharedPort.Bind((IPEndPoint)kept.LocalEndPoint!);
        one.Listen();

        for (int i = 0; i < 20; i++)
        {
            using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            client.Connect(one.LocalEndPoint!);
            using Socket taken = one.Accept();
        }
    }

    private static Supervisor Of(string script, IPEndPoint? endPoint = null, TextWriter? error = null, TimeProvider? time = null, bool passesHangups = false) => Supervisor.Create(
        new SupervisorOptions
        {
            System = "it",
            Count = 3,
            EndPoint = endPoint ?? new IPEndPoint(IPAddress.Loopback, 0),
            Command = new WorkerCommand("/bin/sh", place => ["-c", script, "worker", $"{place.Port}", $"{place.Index}", place.Folder]),
            PassesHangups = passesHangups,
        },
        error ?? TextWriter.Null,
        NullLoggerFactory.Instance,
        time);
}
