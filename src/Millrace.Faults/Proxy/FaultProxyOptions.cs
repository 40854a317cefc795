using System.Net;

namespace Millrace.Faults;

/// <summary>How <c>millrace proxy</c> runs: where its API listens, which proxies it begins with, and its bounds.</summary>
public sealed record FaultProxyOptions
{
    /// <summary>Toxiproxy's port, which its clients try first.</summary>
    public const int DefaultPort = 8474;

    /// <summary>
    /// Where the HTTP API listens; port 0 lets the system choose. Whoever reaches it can open ports on this machine and connect from it: keep it on loopback or on a
    /// private network. Default: 127.0.0.1:8474.
    /// </summary>
    public IPEndPoint Api { get; init; } = new(IPAddress.Loopback, DefaultPort);

    /// <summary>The proxies that exist from the start; the ready line names the address of each.</summary>
    public IReadOnlyList<ProxyDefinition> Proxies { get; init; } = [];

    /// <summary>What all chance is drawn from, unless a proxy has a seed of its own. One seed, and the same connections in the same order, give the same sequence. Default: 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Event loops, each on a thread of its own; a proxy lives on one. Default: 1, from 1 to 64.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>TCP connections, and UDP flows, that may be open through all proxies; further ones are refused. Default: 10,000, from 1 to 1,000,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// Bytes that faults may hold of one connection in one direction; then it is not read until some have gone, and a UDP flow loses datagrams. It bounds what a connection with
    /// latency moves: a second's worth at 200 ms is five times this. Default: 4 MiB, from 64 KiB to 1 GiB.
    /// </summary>
    public int MaxHeldBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Bytes that faults may hold of all connections together; beyond them each has 64 KiB. Default: 1 GiB, from 1 MiB.</summary>
    public long MaxHeldBytesInAll { get; init; } = 1L << 30;

    /// <summary>How long an upstream may take to accept a connection. Default: 10 s, from 10 ms to 10 minutes.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how long without a datagram either way a UDP flow is forgotten. Default: 60 s, from 1 s to 1 h.</summary>
    public TimeSpan UdpIdle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Proxies that may exist at once. Default: 1,000, from 1 to 10,000.</summary>
    public int MaxProxies { get; init; } = 1000;

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        List<string> errors = [];
        Within("The number of shards", Shards, 1, 64);
        Within("The number of connections", MaxConnections, 1, 1_000_000);
        Within("The number of bytes held of a connection", MaxHeldBytes, 64 * 1024, 1 << 30);
        Within("The number of bytes held in all", MaxHeldBytesInAll, 1 << 20, long.MaxValue);
        Within("The number of proxies", MaxProxies, 1, 10_000);
        Lasts("The connect timeout", ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10));
        Lasts("The idle time of UDP flows", UdpIdle, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        if (Proxies.Count > MaxProxies) { errors.Add($"{Proxies.Count} proxies are given and at most {MaxProxies} may exist; give fewer."); }
        foreach (ProxyDefinition proxy in Proxies) { errors.AddRange(proxy.Validate()); }
        foreach (IGrouping<string, ProxyDefinition> same in Proxies.GroupBy(p => p.Name).Where(g => g.Count() > 1))
        {
            errors.Add($"{same.Count()} proxies are called '{same.Key}'; give each a name of its own.");
        }
        if (Proxies.Any(p => p.Name == "api")) { errors.Add("A proxy is called 'api', which is the API's own name in the ready line; call it otherwise."); }
        return errors;

        void Within(string what, long value, long least, long most)
        {
            if (value < least || value > most) { errors.Add($"{what} is {value}; it must be from {least} to {most}."); }
        }

        void Lasts(string what, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most) { errors.Add($"{what} is {value.TotalSeconds} s; it must be from {least.TotalSeconds} s to {most.TotalSeconds} s."); }
        }
    }
}
