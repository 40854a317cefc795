using System.Net;
using Millrace.Cli.CommandLine;
using Millrace.Faults;

namespace Millrace.Cli.Serving;

/// <summary>Reads the options of `millrace proxy`.</summary>
internal static class ProxyReader
{
    public static FaultProxyOptions Read(ValueReader values, ProxyKnobs knobs)
    {
        var defaults = new FaultProxyOptions();
        return defaults with
        {
            Api = Api(values, knobs) ?? defaults.Api,
            Proxies = [.. Proxies(values, knobs), .. Config(values, knobs)],
            Seed = values.Whole(knobs.Seed, long.MinValue, long.MaxValue) ?? defaults.Seed,
            Shards = (int)(values.Whole(knobs.Shards, 1, 64) ?? defaults.Shards),
            MaxProxies = (int)(values.Whole(knobs.MaxProxies, 1, 10_000) ?? defaults.MaxProxies),
            MaxConnections = (int)(values.Whole(knobs.MaxConnections, 1, 1_000_000) ?? defaults.MaxConnections),
            MaxHeldBytes = values.Bytes(knobs.MaxHeld, 64 * 1024, 1 << 30) ?? defaults.MaxHeldBytes,
            MaxHeldBytesInAll = values.Bytes(knobs.MaxHeldInAll, 1L << 20, long.MaxValue) ?? defaults.MaxHeldBytesInAll,
            ConnectTimeout = values.Time(knobs.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)) ?? defaults.ConnectTimeout,
            UdpIdle = values.Time(knobs.UdpIdle, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)) ?? defaults.UdpIdle,
        };
    }

    private static IPEndPoint? Api(ValueReader values, ProxyKnobs knobs)
    {
        if (values.Text(knobs.Listen) is not { } text)
        {
            return null;
        }

        // An address without a port would be read as one with port 0.
        if (text.Contains(':', StringComparison.Ordinal) && !text.EndsWith(']') && IPEndPoint.TryParse(text.Replace("localhost", "127.0.0.1", StringComparison.Ordinal), out IPEndPoint? point))
        {
            return point;
        }

        values.Refuse(knobs.Listen, $"\"{text}\" is not an address with a port", "write it as 127.0.0.1:8474 or [::1]:8474");
        return null;
    }

    private static List<ProxyDefinition> Proxies(ValueReader values, ProxyKnobs knobs)
    {
        var proxies = new List<ProxyDefinition>();
        foreach (string text in values.Texts(knobs.Proxy))
        {
            try
            {
                proxies.Add(ProxyDefinition.Parse(text));
            }
            catch (FormatException wrong)
            {
                values.Refuse(knobs.Proxy, wrong.Message.TrimEnd('.'), "write it as \"name=127.0.0.1:0>127.0.0.1:5672\"");
            }
        }

        return proxies;
    }

    private static IReadOnlyList<ProxyDefinition> Config(ValueReader values, ProxyKnobs knobs)
    {
        if (values.Text(knobs.Config) is not { } file)
        {
            return [];
        }

        try
        {
            return ProxyConfigFile.Read(file);
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            values.Refuse(knobs.Config, wrong.Message.TrimEnd('.'), "name a JSON file with an array of proxies, as `GET /proxies` describes them");
            return [];
        }
    }
}
