using System.CommandLine;
using System.Net;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Shards;
using Millrace.Tracker.Host;
using Xunit;

namespace Millrace.Cli.Tests.Serving;

public sealed class TrackerReaderTests
{
    [Fact]
    public void Without_options_everything_has_the_servers_own_default() => Assert.Equivalent(new TrackerOptions(), Read());

    [Fact]
    public void Every_option_reaches_the_server()
    {
        TrackerOptions options = Read(
            "--host", "0.0.0.0", "--host6", "::", "--port", "1337", "--public", "--honour-address", "--receive-buffer", "1MiB", "--secret-file", "secret",
            "--interval", "10m", "--interval-jitter", "0.2", "--peer-age", "45m", "--expiry-period", "30s", "--default-peers", "30", "--max-peers", "100", "--max-scrape", "50",
            "--max-peers-per-swarm", "1000", "--max-swarms", "2000", "--max-peers-total", "500000000", "--allow-list", "allow", "--deny-list", "deny", "--passkeys", "keys", "--file-check", "1s",
            "--connect-rate", "0", "--connect-burst", "5", "--request-rate", "2.5/s", "--request-burst", "7", "--rate-table", "128",
            "--snapshot", "swarms", "--snapshot-period", "1m", "--shards", "3", "--loop", "portable");

        Assert.Equal(
            new TrackerOptions
            {
                Address = IPAddress.Any,
                AddressIPv6 = IPAddress.IPv6Any,
                Port = 1337,
                IsPublic = true,
                HonourAddressField = true,
                ReceiveBufferBytes = 1 << 20,
                SecretFile = "secret",
                Interval = TimeSpan.FromMinutes(10),
                IntervalJitter = 0.2,
                PeerAge = TimeSpan.FromMinutes(45),
                ExpiryPeriod = TimeSpan.FromSeconds(30),
                DefaultPeers = 30,
                MaxPeers = 100,
                MaxScrape = 50,
                MaxPeersPerSwarm = 1000,
                MaxSwarms = 2000,
                MaxPeersTotal = 500_000_000,
                AllowList = "allow",
                DenyList = "deny",
                PasskeyFile = "keys",
                FileCheckPeriod = TimeSpan.FromSeconds(1),
                ConnectRate = 0,
                ConnectBurst = 5,
                RequestRate = 2.5,
                RequestBurst = 7,
                RateTableSize = 128,
                SnapshotFile = "swarms",
                SnapshotPeriod = TimeSpan.FromMinutes(1),
                Shards = 3,
                ShardKind = ShardKind.Portable,
            },
            options);
        Assert.Empty(options.Validate());
    }

    [Fact]
    public void Every_option_that_an_operator_can_choose_has_a_knob()
    {
        // Secret and ShardKind have theirs: the environment and --loop.
        int shared = new ServeKnobs("", "").OfTheProcess.Count - 2;
        int knobs = new TrackerKnobs().All.Count - shared;

        Assert.Equal(typeof(TrackerOptions).GetProperties().Count(property => property.SetMethod?.IsPublic == true) - 1, knobs);
    }

    [Fact]
    public void A_secret_comes_from_the_environment_unless_a_file_is_named()
    {
        Assert.Equal("from the environment"u8.ToArray(), Read(_ => "from the environment\n").Secret);
        Assert.Null(Read(_ => "from the environment", "--secret-file", "secret").Secret);
        Assert.Null(Read(_ => "").Secret);
    }

    [Fact]
    public void A_family_can_be_switched_off()
    {
        Assert.Null(Read("--host", "off").Address);
        Assert.Null(Read("--host6", "off").AddressIPv6);
        Assert.Equal(IPAddress.IPv6Loopback, Read("--host6", "localhost").AddressIPv6);
    }

    [Fact]
    public void Fewer_peers_at_most_are_also_fewer_by_default()
    {
        Assert.Equal((30, 30), (Read("--max-peers", "30").DefaultPeers, Read("--max-peers", "30").MaxPeers));
        Assert.Equal(50, Read("--max-peers", "100").DefaultPeers);
        Assert.Empty(Read("--max-peers", "30").Validate());
    }

    [Fact]
    public void What_is_wrong_is_named_all_at_once()
    {
        CommandRun run = CommandRun.Of("serve", "tracker", "--host", "::", "--host6", "everywhere", "--max-peers", "500", "--interval-jitter", "2", "--connect-rate", "-1", "--interval", "5s");

        Assert.Equal((int)ExitCode.Usage, run.Exit);
        Assert.Contains("\"::\" is not an IPv4 address", run.Error, StringComparison.Ordinal);
        Assert.Contains("IPv6 addresses are given by --host6", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"everywhere\" is neither an IPv6 address nor off", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"500\" is not a whole number from 1 to 230", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"2\" is not a number from 0 to 0.5", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"-1\" is not a number from 0 to 1,000,000", run.Error, StringComparison.Ordinal);
        Assert.Contains("5s is out of range: 10s to 24h", run.Error, StringComparison.Ordinal);
        Assert.Contains("--interval of `millrace serve tracker`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_servers_own_rules_refuse_is_a_wrong_command_line()
    {
        CommandRun run = CommandRun.Of("serve", "tracker", "--host", "off", "--host6", "off", "--peer-age", "1m");

        Assert.Equal((int)ExitCode.Usage, run.Exit);
        Assert.Contains("neither an IPv4 nor an IPv6 address", run.Error, StringComparison.Ordinal);
        Assert.Contains("The peer age is 60 s", run.Error, StringComparison.Ordinal);
        Assert.Contains("`millrace serve tracker --help` shows ranges and defaults", run.Error, StringComparison.Ordinal);
    }

    private static TrackerOptions Read(params string[] arguments) => Read(_ => null, arguments);

    private static TrackerOptions Read(Func<string, string?> environment, params string[] arguments)
    {
        var knobs = new TrackerKnobs();
        var command = new Command("tracker");
        foreach (Option option in knobs.All)
        {
            command.Add(option);
        }

        var values = new ValueReader(command.Parse(arguments), "millrace serve tracker");
        TrackerOptions options = TrackerReader.Read(values, knobs, environment);
        Assert.Empty(values.Complaints);
        return options;
    }
}
