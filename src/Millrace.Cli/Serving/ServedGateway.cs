using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Gateway.Host;
using Millrace.Hosting;

namespace Millrace.Cli.Serving;

/// <summary>`millrace serve gateway`.</summary>
internal sealed class ServedGateway : ServedSystem
{
    private readonly GatewayKnobs _knobs = new();

    public override string Name => "gateway";

    public override string Description => "Runs the WebSocket gateway: clients in front, backend programs behind.";

    public override ServeKnobs Shared => _knobs.Shared;

    public override IReadOnlyList<Option> Options => _knobs.All;

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

    public override Func<ILoggerFactory, ISystemServer> Read(ValueReader values, Func<string, string?> environment)
    {
        GatewayOptions options = GatewayReader.Read(values, _knobs, environment);
        bool echo = values.Flag(_knobs.Echo);
        foreach (Option option in echo ? _knobs.NotForEcho : [])
        {
            values.Exclude(_knobs.Echo, option, "an echo server has no backends");
        }

        Judge(values, echo ? options.ValidateEcho() : options.Validate());
        return log => echo ? GatewayServer.Echo(options, log) : GatewayServer.Create(options, log);
    }
}
