using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Gateway.Host;
using Millrace.Hosting;
using Millrace.Hosting.Logging;

namespace Millrace.Cli.Commands;

/// <summary>
/// `millrace serve`: one system alone. The lab's embedded target takes this way too and has 120 ms to its first connection, so nothing of the
/// lab, of reports and of the terminal is touched here.
/// </summary>
internal sealed class ServeCommand : DocumentedCommand
{
    private static readonly string[] Systems = ["gateway"];
    private readonly Argument<string> _system = new("system") { Description = "What to serve: gateway." };
    private readonly ServeKnobs _knobs = new();

    public ServeCommand()
        : base("serve", "Runs one system alone, for production or as a target.")
    {
        Add(_system);
        foreach (Option option in _knobs.All)
        {
            Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("serve gateway", "Browsers on ws://127.0.0.1:8080/ws/, backends on tcp://127.0.0.1:8081."),
        ("serve gateway --host 0.0.0.0 --backend-host 0.0.0.0 --backend-secret-file secret", "The same for every network; backends show the secret."),
        ("serve gateway --echo --port 8080", "A WebSocket echo server on ws://127.0.0.1:8080/ws/."),
        ("serve gateway --echo --host 0.0.0.0 --port 8443 --cert server.pem", "An echo server over TLS, for every network."),
        ("serve gateway --echo --port 0 --ready-json", "As the lab starts it: one JSON line with the address, stops when standard input ends."),
    ];

    public override string Notes =>
        """
        SIGTERM or Ctrl-C drains: nobody new is let in, clients are asked to leave, who stays is cut off after
        --drain, and backends get what is queued for them and a goodbye. A second signal ends at once.
        While no backend is there, /readyz on the admin address says so with 503.
        """;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string system = parsed.GetRequiredValue(_system);
        if (!Systems.Contains(system))
        {
            throw new ComplaintException(ParseComplaints.UnknownName("system", system, "<system> of `millrace serve`", Systems, "millrace list"));
        }

        var values = new ValueReader(parsed, "millrace serve");
        GatewayOptions options = ServeReader.Gateway(values, _knobs, Environment.GetEnvironmentVariable);
        ServerLifeOptions life = ServeReader.Life(values, _knobs);
        using var log = new StderrLog(terminal.Error, ServeReader.Level(values, _knobs));
        Check(values, options, life);

        using ProcessEdge edge = ProcessEdge.OfThisProcess();
        ServerEnd end = new ServerLife(values.Flag(_knobs.Echo) ? GatewayServer.Echo(options, log) : GatewayServer.Create(options, log), life, edge, log).RunAsync().GetAwaiter().GetResult();
        return (int)(end switch
        {
            ServerEnd.StartFailed => ExitCode.Environment,
            ServerEnd.Forced => ExitCode.Interrupted,
            _ => ExitCode.Ok,
        });
    }

    private void Check(ValueReader values, GatewayOptions options, ServerLifeOptions life)
    {
        foreach (Option option in values.Flag(_knobs.Echo) ? _knobs.NotForEcho : [])
        {
            values.Exclude(_knobs.Echo, option, "an echo server has no backends");
        }

        if (values.Complaints.Count == 0)
        {
            foreach (string problem in (IEnumerable<string>)[.. values.Flag(_knobs.Echo) ? options.ValidateEcho() : options.Validate(), .. life.Validate()])
            {
                values.Add(Complaint.Usage(problem.TrimEnd('.'), "the options of `millrace serve gateway`", "`millrace serve --help` shows ranges and defaults"));
            }
        }

        if (values.Complaints.Count > 0)
        {
            throw new ComplaintException(values.Complaints);
        }
    }
}
