using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>The options that every system of `millrace serve` has.</summary>
internal sealed class ServeKnobs
{
    /// <summary>The heading of what is about the server's own port.</summary>
    public const string Addresses = "address";

    private const string Life = "process";

    /// <summary>The options of a system that listens on <paramref name="port"/> unless told otherwise and shows <paramref name="pages"/> on its admin address.</summary>
    public ServeKnobs(string port, string pages, string host = "Address to listen on; 0.0.0.0 or :: for every network.")
    {
        Host = new(Addresses, "--host", "address", host, "127.0.0.1", "--host 0.0.0.0");
        Port = new(Addresses, "--port", "number", "Port to listen on; 0 lets the system choose.", port);
        Admin = new(Life, "--admin", "address", $"{pages} over HTTP: host:port, or off.", "127.0.0.1:9464, any free port with --ready-json", "--admin 127.0.0.1:9464");
    }

    public Knob<string?> Host { get; }

    public Knob<string?> Port { get; }

    public Knob<string?> Shards { get; } = new(Life, "--shards", "count", "Event loops, one thread each.", "one per processor");

    public Knob<string?> Loop { get; } = new(Life, "--loop", "kind", "Event loop: auto, epoll or portable.", "auto");

    public Knob<string?> Admin { get; }

    public Knob<string?> Otlp { get; } = new(Life, "--otlp", "url", "Send metrics over OTLP.", "OTEL_EXPORTER_OTLP_ENDPOINT, or none", "--otlp http://127.0.0.1:4317");

    public Knob<string?> Drain { get; } = new(Life, "--drain", "time", "How long clients may take to leave once the server stops.", "10s");

    public Knob<bool> ReadyJson { get; } = new(Life, "--ready-json", null, "Print one JSON line once the port accepts, and stop when standard input ends.");

    public Knob<string?> Log { get; } = new(Life, "--log", "level", "trace, debug, info, warning, error, critical or none, on standard error.", "info, warning with --ready-json");

    /// <summary>Those under the heading of the process, in help order.</summary>
    public IReadOnlyList<Option> OfTheProcess => [Shards, Loop, Admin, Otlp, Drain, ReadyJson, Log];
}
