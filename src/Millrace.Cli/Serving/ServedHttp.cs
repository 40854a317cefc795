using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;
using Millrace.Http.Host;

namespace Millrace.Cli.Serving;

/// <summary>`millrace serve http`.</summary>
internal sealed class ServedHttp : ServedSystem
{
    private readonly HttpKnobs _knobs = new();

    public override string Name => "http";

    public override string Description => "Runs a small web server to try the load of `millrace run http` on: a page, bytes, an echo, delays, statuses.";

    public override ServeKnobs Shared => _knobs.Shared;

    public override IReadOnlyList<Option> Options => _knobs.All;

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("serve http", "A page on http://127.0.0.1:8070/, beside it /bytes/N, /echo, /delay/MS and /status/CODE."),
        ("serve http --port 8443 --cert server.pem", "The same over TLS."),
        ("serve http --port 0 --ready-json", "As the lab starts it: one JSON line with the address, stops when standard input ends."),
    ];

    public override string Notes =>
        """
        It is a stand-in and nothing to put on a network: what is to be measured is your own server, with
        `millrace run http --target http://...`. SIGTERM or Ctrl-C drains: requests under way are answered, connections
        are closed; a second signal ends at once.
        """;

    public override Func<ILoggerFactory, ISystemServer> Read(ValueReader values, Func<string, string?> environment)
    {
        HttpOptions options = HttpReader.Read(values, _knobs);
        Judge(values, options.Validate());
        return log => HttpServer.Create(options, log);
    }
}
