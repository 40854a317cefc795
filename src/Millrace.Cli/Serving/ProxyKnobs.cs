using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>The options of `millrace proxy`.</summary>
internal sealed class ProxyKnobs
{
    private const string Proxies = "proxies";
    private const string Limits = "limits";
    private const string Life = "process";

    public Knob<string?> Listen { get; } = new(Proxies, "--listen", "address",
        "Where the HTTP API listens. Whoever reaches it can open ports on this machine and connect from it: leave it on loopback or a private network.", "127.0.0.1:8474", "--listen 127.0.0.1:0");

    public Knob<string[]> Proxy { get; } = new(Proxies, "--proxy", "name=listen>upstream",
        "A proxy that exists from the start; repeatable. Port 0 lets the system choose, and the ready line says which; udp:// before both ends makes it one for datagrams.",
        null, "--proxy \"rabbit=127.0.0.1:5673>127.0.0.1:5672\" --proxy \"dns=udp://127.0.0.1:5353>udp://10.0.0.2:53\"");

    public Knob<string?> Config { get; } = new(Proxies, "--config", "file", "JSON file with further proxies and their toxics, in Toxiproxy's form.", null, "--config toxiproxy.json");

    public Knob<string?> Seed { get; } = new(Proxies, "--seed", "number",
        "What all chance is drawn from, unless a proxy has a seed of its own: one seed and the same connections in the same order give the same faults.", "1");

    public Knob<string?> MaxProxies { get; } = new(Limits, "--max-proxies", "count", "Proxies that may exist at once.", "1000");

    public Knob<string?> MaxConnections { get; } = new(Limits, "--max-connections", "count", "TCP connections and UDP flows open through all proxies; further ones are refused.", "10000");

    public Knob<string?> MaxHeld { get; } = new(Limits, "--max-held", "bytes",
        "Bytes that faults may hold of one connection in one direction; then it is not read until some have gone, and a UDP flow loses datagrams.", "4MiB", "--max-held 64MiB");

    public Knob<string?> MaxHeldInAll { get; } = new(Limits, "--max-held-all", "bytes", "The same for all connections together; beyond it each has 64 KiB.", "1GiB");

    public Knob<string?> ConnectTimeout { get; } = new(Limits, "--connect-timeout", "time", "How long an upstream may take to accept a connection.", "10s");

    public Knob<string?> UdpIdle { get; } = new(Limits, "--udp-idle", "time", "After how long without a datagram either way a UDP flow is forgotten.", "60s");

    public Knob<string?> Shards { get; } = new(Life, "--shards", "count", "Event loops, one thread each; a proxy lives on one.", "1");

    public Knob<string?> Drain { get; } = new(Life, "--drain", "time", "How long open connections may go on once the proxy stops.", "0s");

    public Knob<bool> ReadyJson { get; } = new(Life, "--ready-json", null, "Print one JSON line once all ports accept (the API as api, each proxy by its name), and stop when standard input ends.");

    public Knob<string?> Log { get; } = new(Life, "--log", "level", "trace, debug, info, warning, error, critical or none, on standard error.", "info, warning with --ready-json");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
        [Listen, Proxy, Config, Seed, MaxProxies, MaxConnections, MaxHeld, MaxHeldInAll, ConnectTimeout, UdpIdle, Shards, Drain, ReadyJson, Log];
}
