using System.CommandLine;
using Microsoft.Extensions.Logging;
using Millrace.Cli.CommandLine;
using Millrace.Cli.Serving;
using Millrace.Hosting;
using Millrace.Hosting.Logging;

namespace Millrace.Cli.Commands;

/// <summary>`millrace serve gateway` and its like: reads the options and lets the server live.</summary>
internal sealed class ServeSystemCommand : DocumentedCommand
{
    private readonly ServedSystem _system;

    public ServeSystemCommand(ServedSystem system)
        : base(system.Name, system.Description)
    {
        _system = system;
        foreach (Option option in system.Options)
        {
            Add(option);
        }
    }

    public override string Typed => $"serve {_system.Name}";

    public override IReadOnlyList<(string Line, string Does)> Examples => _system.Examples;

    public override string Notes => _system.Notes;

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        var values = new ValueReader(parsed, _system.Command);
        Func<ILoggerFactory, ISystemServer> create = _system.Read(values, Environment.GetEnvironmentVariable);
        ServerLifeOptions life = _system.Life(values);
        LogLevel level = ServeReader.Level(values, _system.Shared);
        _system.Judge(values, life.Validate());
        if (values.Complaints.Count > 0)
        {
            throw new ComplaintException(values.Complaints);
        }

        using var log = new StderrLog(terminal.Error, level);
        using ProcessEdge edge = ProcessEdge.OfThisProcess();
        return (int)ServeReader.ExitOf(new ServerLife(create(log), life, edge, log).RunAsync().GetAwaiter().GetResult());
    }
}
