using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;
using Millrace.Tracker.Host;

namespace Millrace.Cli.Serving;

/// <summary>`millrace serve tracker`.</summary>
internal sealed class ServedTracker : ServedSystem
{
    private readonly TrackerKnobs _knobs = new();

    public override string Name => "tracker";

    public override string Description => "Runs the BitTorrent tracker over UDP (BEP 15), IPv4 and IPv6.";

    public override ServeKnobs Shared => _knobs.Shared;

    public override IReadOnlyList<Option> Options => _knobs.All;

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("serve tracker", "udp://127.0.0.1:6969 and udp://[::1]:6969, for this machine."),
        ("serve tracker --host 0.0.0.0 --host6 :: --public", "For the Internet."),
        ("serve tracker --host 0.0.0.0 --allow-list /etc/millrace/allow --snapshot /var/lib/millrace/swarms", "Only the listed swarms, which survive a restart."),
        ("serve tracker --host 0.0.0.0 --host6 off --passkeys /etc/millrace/passkeys", "A private tracker: each announce shows a key."),
        ("serve tracker --port 0 --ready-json", "As the lab starts it: one JSON line with the addresses, stops when standard input ends."),
    ];

    public override string Notes =>
        """
        SIGTERM or Ctrl-C answers what has come in, writes the snapshot and ends; a second signal ends at once.
        SIGHUP reads the lists and the passkeys again. Lines that are broken are named in the log and left out,
        the others count; where the file as a whole cannot be read, the list stays as it was.
        """;

    public override Func<ILoggerFactory, ISystemServer> Read(ValueReader values, Func<string, string?> environment)
    {
        TrackerOptions options = TrackerReader.Read(values, _knobs, environment);
        Judge(values, options.Validate());
        return log => TrackerServer.Create(options, log);
    }
}
