using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Amqp.Host;
using Millrace.Amqp.Host.Faults;
using Millrace.Cli.CommandLine;
using Millrace.Hosting;

namespace Millrace.Cli.Serving;

/// <summary>`millrace serve amqp`.</summary>
internal sealed class ServedAmqp : ServedSystem
{
    private readonly AmqpKnobs _knobs = new();

    public override string Name => "amqp";

    public override string Description => "Runs an AMQP 0-9-1 broker in memory, to try and test on: it keeps nothing beyond its own life.";

    public override ServeKnobs Shared => _knobs.Shared;

    public override IReadOnlyList<Option> Options => _knobs.All;

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("serve amqp --anonymous", "amqp://127.0.0.1:5672/ for this machine; guest and guest will do, as will anything."),
        ("serve amqp --user app:password.txt --vhost / --vhost test", "One user, two virtual hosts."),
        ("serve amqp --host 0.0.0.0 --port 5671 --cert server.pem --user app:password.txt", "Over TLS, for every network."),
        ("serve amqp --anonymous --confirm-delay 200ms --nack-every 100", "A broker that confirms late and refuses one message in a hundred."),
        ("serve amqp --anonymous --port 0 --ready-json", "As the lab starts it: one JSON line with the address, stops when standard input ends."),
    ];

    public override string Notes =>
        """
        Durable queues and persistent messages are taken and are in memory all the same. Quorum queues are
        served as classic ones; transactions are refused with 540, use publisher confirms.
        Faults while it runs, on the admin port (GET / lists all): POST /faults?blocked=true blocks publishers as a
        memory alarm does, ?confirmDelayMs=200 and ?nackEvery=100 as the options; POST /faults/close?code=320,
        /faults/close?channel=1&code=404, /faults/reset and /faults/garbage?bytes=100&seed=1 happen once.
        SIGTERM or Ctrl-C closes every connection with 320 CONNECTION_FORCED; a second signal ends at once.
        """;

    public override Func<ILoggerFactory, ISystemServer> Read(ValueReader values, Func<string, string?> environment)
    {
        BrokerOptions options = AmqpReader.Read(values, _knobs);
        ConfirmFaults faults = AmqpReader.Faults(values, _knobs);
        bool isSilent = values.Flag(_knobs.StopHeartbeats);
        Judge(values, options.Validate());
        return log =>
        {
            AmqpBroker broker = AmqpBroker.Create(options, log);
            broker.Faults.Confirms = faults;
            broker.Faults.StopsHeartbeats = isSilent;
            return broker;
        };
    }
}
