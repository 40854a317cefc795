using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;
using Millrace.Live;

namespace Millrace.Cli.Serving;

/// <summary>`millrace serve live`.</summary>
internal sealed class ServedLive : ServedSystem
{
    private readonly LiveKnobs _knobs = new();

    public override string Name => "live";

    public override string Description => "Runs the examples of Live, server-driven pages in C#: a counter, a to-do list, a chat, a table that ticks.";

    public override ServeKnobs Shared => _knobs.Shared;

    public override IReadOnlyList<Option> Options => _knobs.All;

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("serve live", "The examples on http://127.0.0.1:8090/; open two windows of the chat."),
        ("serve live --host 0.0.0.0 --port 8443 --cert server.pem", "The same over TLS, for every network."),
        ("serve live --state-folder state", "What pages keep is there again after a restart, and no page has to be loaded anew."),
        ("serve live --max-session-memory 200KiB --max-total-memory 256MiB", "With limits; who is ended by them is told why and offered a reload."),
        ("serve live --bench --port 0 --max-per-address 0 --ready-json", "As the lab starts it: the bench page, one JSON line with the address, stops when standard input ends."),
    ];

    public override string Notes =>
        """
        Pages of your own are a program of your own: builder.Services.AddLive(...) and app.MapLive<Counter>("/"), see
        docs/guide/live.md. SIGTERM or Ctrl-C drains: no new page is served, what is kept is saved, and clients are told
        to come back; a second signal ends at once. On the admin address, /stats and /sessions say what sessions take.
        """;

    public override Func<ILoggerFactory, ISystemServer> Read(ValueReader values, Func<string, string?> environment)
    {
        LiveOptions options = LiveReader.Read(values, _knobs);
        bool bench = values.Flag(_knobs.Bench);
        Judge(values, options.Validate());
        return log =>
        {
            LivePages pages = LiveShowcase.Map(new LivePages());
            return LiveServer.Create(options, bench ? LiveBench.Map(pages) : pages, log);
        };
    }
}
