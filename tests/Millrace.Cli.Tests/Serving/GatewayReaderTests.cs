using System.CommandLine;
using System.Net;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Gateway.Host;
using Millrace.Gateway.Host.Routing;
using Xunit;

namespace Millrace.Cli.Tests.Serving;

public sealed class GatewayReaderTests
{
    [Fact]
    public void Without_options_everything_has_the_servers_own_default() => Assert.Equivalent(new GatewayOptions(), Read());

    [Fact]
    public void Every_option_about_backends_ids_rooms_and_queues_reaches_the_server()
    {
        GatewayOptions options = Read(
            "--backend-host", "0.0.0.0", "--backend-port", "0", "--backend-secret-file", "secret", "--backend-open", "--backend-cert", "cert.pem", "--backend-key", "key.pem",
            "--max-backends", "3", "--max-line", "4MiB", "--request-timeout", "5s", "--backend-wait", "0", "--queue-size", "0", "--max-queue-total", "2GiB",
            "--slow-consumer", "drop-oldest", "--duplicate-id", "refuse", "--max-rooms", "10", "--max-rooms-per-client", "2", "--recovery", "2m");

        Assert.Equal(
            new GatewayBackendOptions
            {
                Address = IPAddress.Any,
                Port = 0,
                SecretFile = "secret",
                IsOpen = true,
                CertificateFile = "cert.pem",
                KeyFile = "key.pem",
                MaxBackends = 3,
                MaxLineBytes = 4 * 1024 * 1024,
                RequestTimeout = TimeSpan.FromSeconds(5),
                Wait = TimeSpan.Zero,
                QueueSize = 0,
            },
            options.Backends);
        Assert.Equal(2L << 30, options.MaxQueuedTotalBytes);
        Assert.Equal(SlowConsumerPolicy.DropOldest, options.SlowConsumers);
        Assert.Equal(DuplicateIds.Refuse, options.DuplicateIds);
        Assert.Equal(10, options.MaxRooms);
        Assert.Equal(2, options.MaxRoomsPerClient);
        Assert.Equal(TimeSpan.FromMinutes(2), options.RecoveryWindow);
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void A_secret_comes_from_the_environment_unless_a_file_is_named()
    {
        Assert.Equal("from the environment", Read(_ => "from the environment").Backends.Secret);
        Assert.Null(Read(_ => "from the environment", "--backend-secret-file", "secret").Backends.Secret);
        Assert.Null(Read(_ => "").Backends.Secret);
    }

    [Fact]
    public void What_an_echo_server_has_no_use_for_and_what_is_out_of_range_is_refused_all_at_once()
    {
        CommandRun echo = CommandRun.Of("serve", "gateway", "--echo", "--backend-port", "1", "--queue-size", "5");
        CommandRun wrong = CommandRun.Of("serve", "gateway", "--slow-consumer", "drop", "--max-line", "1", "--backend-wait", "1", "--duplicate-id", "both");
        CommandRun open = CommandRun.Of("serve", "gateway", "--backend-host", "0.0.0.0");

        Assert.Contains("--echo and --backend-port exclude each other: an echo server has no backends", echo.Error, StringComparison.Ordinal);
        Assert.Contains("--echo and --queue-size exclude each other: an echo server has no backends", echo.Error, StringComparison.Ordinal);
        Assert.Contains("\"drop\"", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("\"1\" is not a size from 1024 to 268435456 bytes", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("'1' has no unit", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("\"both\"", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("Backends would connect to 0.0.0.0 without a secret", open.Error, StringComparison.Ordinal);
        Assert.All([echo, wrong, open], run => Assert.Equal((int)ExitCode.Usage, run.Exit));
    }

    private static GatewayOptions Read(params string[] arguments) => Read(_ => null, arguments);

    private static GatewayOptions Read(Func<string, string?> environment, params string[] arguments)
    {
        var knobs = new GatewayKnobs();
        var command = new Command("gateway");
        foreach (Option option in knobs.All)
        {
            command.Add(option);
        }

        var values = new ValueReader(command.Parse(arguments), "millrace serve gateway");
        GatewayOptions options = GatewayReader.Read(values, knobs, environment);
        Assert.Empty(values.Complaints);
        return options;
    }
}
