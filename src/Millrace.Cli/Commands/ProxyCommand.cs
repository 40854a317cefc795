using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Faults;
using Millrace.Hosting;
using Millrace.Hosting.Admin;
using Millrace.Hosting.Logging;

namespace Millrace.Cli.Commands;

/// <summary>`millrace proxy`: the fault proxy alone, with Toxiproxy's HTTP API. Like `serve`, it touches nothing of the lab on its way to its ready line.</summary>
internal sealed class ProxyCommand : DocumentedCommand
{
    private readonly ProxyKnobs _knobs = new();

    public ProxyCommand()
        : base("proxy", "Runs the fault proxy for TCP and UDP, with Toxiproxy's HTTP API.")
    {
        foreach (Option option in _knobs.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("proxy", "The API on http://127.0.0.1:8474, where Toxiproxy's clients look for it; proxies are made over it."),
        ("proxy --proxy \"rabbit=127.0.0.1:5673>127.0.0.1:5672\"", "The same with one proxy: connect to port 5673 and reach port 5672."),
        ("proxy --proxy \"udp=udp://127.0.0.1:6970>udp://127.0.0.1:6969\" --seed 7", "For datagrams; the same seed drops the same ones."),
        ("proxy --config toxiproxy.json", "The proxies of a file."),
    ];

    public override string Notes =>
        """
        Toxics are added and removed while traffic flows, as with Toxiproxy:
          curl -X POST http://127.0.0.1:8474/proxies/rabbit/toxics -d '{"type":"latency","attributes":{"latency":200,"jitter":100}}'
          curl -X DELETE http://127.0.0.1:8474/proxies/rabbit/toxics/latency_downstream
        `millrace list` describes every kind. `millrace run --fault` starts a proxy of its own where it needs one.
        SIGTERM or Ctrl-C ends it and closes the connections through it.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        var values = new ValueReader(parsed, "millrace proxy");
        FaultProxyOptions options = ProxyReader.Read(values, _knobs);
        ServerLifeOptions life = new()
        {
            ReadyJson = values.Flag(_knobs.ReadyJson),
            DrainTime = values.Time(_knobs.Drain, TimeSpan.Zero, ServerLifeOptions.LongestDrain) ?? TimeSpan.Zero,
            Admin = new AdminOptions { IsOff = true },
        };
        LogLevel level = ServeReader.Level(values, _knobs.Log, life.ReadyJson);
        foreach (string problem in values.Complaints.Count == 0 ? options.Validate() : [])
        {
            values.Add(Complaint.Usage(problem.TrimEnd('.'), "the options of `millrace proxy`", "`millrace proxy --help` shows ranges and defaults"));
        }

        if (values.Complaints.Count > 0)
        {
            throw new ComplaintException(values.Complaints);
        }

        using var log = new StderrLog(terminal.Error, level);
        using ProcessEdge edge = ProcessEdge.OfThisProcess();
        return (int)ServeReader.ExitOf(new ServerLife(FaultProxyServer.Create(options, log), life, edge, log).RunAsync().GetAwaiter().GetResult());
    }
}
