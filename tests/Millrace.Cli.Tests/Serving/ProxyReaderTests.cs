using System.Net;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Faults;
using Xunit;

namespace Millrace.Cli.Tests.Serving;

public sealed class ProxyReaderTests
{
    [Fact]
    public void Without_options_everything_has_the_proxys_own_default() => Assert.Equivalent(new FaultProxyOptions(), Read(out _));

    [Fact]
    public void Every_option_reaches_the_proxy()
    {
        FaultProxyOptions options = Read(
            out IReadOnlyList<Complaint> complaints, "--listen", "localhost:0", "--proxy", "a=127.0.0.1:0>127.0.0.1:5672", "--proxy", "b=udp://127.0.0.1:0>udp://[::1]:53",
            "--seed", "-3", "--shards", "2", "--max-proxies", "5", "--max-connections", "77", "--max-held", "64KiB", "--max-held-all", "2GiB", "--connect-timeout", "1s", "--udp-idle", "2s");

        Assert.Empty(complaints);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 0), options.Api);
        Assert.Equal([("a", FaultScope.Tcp), ("b", FaultScope.Udp)], options.Proxies.Select(proxy => (proxy.Name, proxy.Scope)));
        Assert.Equal((-3, 2, 5, 77), (options.Seed, options.Shards, options.MaxProxies, options.MaxConnections));
        Assert.Equal((64 * 1024, 2L << 30), (options.MaxHeldBytes, options.MaxHeldBytesInAll));
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), (options.ConnectTimeout, options.UdpIdle));
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        Read(out IReadOnlyList<Complaint> complaints, "--listen", "127.0.0.1", "--proxy", "nonsense", "--shards", "0", "--udp-idle", "1ms", "--config", "there/is/no/such.json");

        Assert.Equal(5, complaints.Count);
        Assert.Contains(complaints, complaint => complaint.What.Contains("not an address with a port", StringComparison.Ordinal));
        Assert.Contains(complaints, complaint => complaint.What.Contains("NAME=LISTEN>UPSTREAM", StringComparison.Ordinal));
    }

    private static FaultProxyOptions Read(out IReadOnlyList<Complaint> complaints, params string[] arguments)
    {
        var knobs = new ProxyKnobs();
        var command = new System.CommandLine.Command("proxy");
        foreach (System.CommandLine.Option option in knobs.All)
        {
            command.Add(option);
        }

        var values = new ValueReader(command.Parse(arguments), "millrace proxy");
        FaultProxyOptions options = ProxyReader.Read(values, knobs);
        complaints = values.Complaints;
        return options;
    }
}
