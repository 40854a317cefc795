using System.CommandLine;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;

namespace Millrace.Cli.Commands;

/// <summary>
/// `millrace serve`: one system alone. The lab's embedded target takes this way too and has 120 ms to its first connection, so nothing of the
/// lab, of reports, of the terminal and of the other systems is touched here.
/// </summary>
internal sealed class ServeCommand : DocumentedCommand
{
    private readonly Argument<string> _system = new("system")
    {
        Description = $"What to serve: {Words.List(ServedSystems.Names, "or")}. `millrace serve <system> --help` lists the options of its own.",
    };

    private readonly ServeKnobs _knobs = new("the system's", "Health, metrics and the system's own pages");

    public ServeCommand()
        : base("serve", "Runs one system alone, for production or as a target.")
    {
        Add(_system);
        foreach (Option option in (IEnumerable<Option>)[_knobs.Host, _knobs.Port, .. _knobs.OfTheProcess])
        {
            Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
    [
        ("serve gateway", "Browsers on ws://127.0.0.1:8080/ws/, backends on tcp://127.0.0.1:8081."),
        ("serve tracker --host 0.0.0.0 --host6 :: --public", "A BitTorrent tracker on udp port 6969, for the Internet."),
        ("serve tracker --help", "Every option of the tracker."),
    ];

    public override string Notes =>
        """
        SIGTERM or Ctrl-C drains: nobody new is let in, and who stays is cut off after --drain. A second signal
        ends at once. Health, metrics and pages are on the admin address.
        """;

    /// <summary>The system comes first; among the options it is found too, as long as no value before it has a system's name.</summary>
    public override (DocumentedCommand Command, IReadOnlyList<string> Arguments) Narrow(IReadOnlyList<string> arguments)
    {
        int at = arguments is [var first, ..] && !first.StartsWith('-') ? 0 : arguments.TakeWhile(argument => !ServedSystems.Names.Contains(argument)).Count();
        return at == arguments.Count
            ? (this, arguments)
            : (new ServeSystemCommand(ServedSystems.Find(arguments[at]) ?? throw Unknown(arguments[at])), [.. arguments.Take(at), .. arguments.Skip(at + 1)]);
    }

    /// <summary>Reached only where no system is named and the parser has complained of nothing else.</summary>
    public override int Run(ParseResult parsed, Terminal terminal) => throw Unknown(parsed.GetRequiredValue(_system));

    private static ComplaintException Unknown(string name) =>
        new(ParseComplaints.UnknownName("system", name, "<system> of `millrace serve`", ServedSystems.Names, "millrace serve --help"));
}
