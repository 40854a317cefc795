using System.CommandLine;
using Millrace.Amqp.Load.Subject;
using Millrace.Cli.CommandLine;
using Millrace.Engine.Subjects;
using Millrace.Gateway.Client;
using Millrace.Gateway.Load.Subject;
using Millrace.Hosting;

namespace Millrace.Cli.Commands;

/// <summary>
/// `millrace subject`: the program that the lab puts beside a target, in a process of its own. Not for people, so no page lists it; like `serve`
/// it is started on the way to a first connection and touches nothing of the lab.
/// </summary>
internal sealed class SubjectCommand : DocumentedCommand
{
    private const string Group = "gateway";
    private static readonly string[] Systems = ["gateway", "amqp"];
    private readonly Argument<string> _system = new("system") { Description = "Whose: gateway or amqp." };
    private readonly Knob<string?> _backend = new(Group, "--backend", "address", "The gateway's port for backends.", null, "--backend tcp://127.0.0.1:8081");
    private readonly Knob<string?> _connections = new(Group, "--connections", "count", "Connections to the gateway.", "1");
    private readonly Knob<bool> _noAck = new(Group, "--no-ack", null, "Acknowledge nothing: what is under way when this program dies is lost.");
    private readonly Knob<string?> _name = new(Group, "--name", "text", "What it calls itself in the gateway's log.", "millrace-subject");
    private readonly Knob<string?> _secretFile = new(Group, "--secret-file", "file", "File with the secret that the gateway asks for.");

    public SubjectCommand()
        : base("subject", "Runs what the lab puts beside a target: for the gateway, a backend that echoes and serves rooms; for amqp, the tasks that use the client library.")
    {
        Hidden = true;
        Add(_system);
        foreach (Option option in (Option[])[_backend, _connections, _noAck, _name, _secretFile])
        {
            Add(option);
        }
    }

    public override IReadOnlyList<(string Line, string Does)> Examples =>
        [("subject gateway --backend tcp://127.0.0.1:8081", "Everybody may come in; room… in the path sends to the room, all else comes back.")];

    public override string Notes => "Stops when standard input ends, on SIGTERM and on Ctrl-C; what it has begun is finished first.";

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        string system = parsed.GetRequiredValue(_system);
        if (!Systems.Contains(system))
        {
            throw new ComplaintException(ParseComplaints.UnknownName("system", system, "<system> of `millrace subject`", Systems, "millrace subject --help"));
        }

        if (system == "amqp")
        {
            return (int)CarryOut(new AmqpSubject());
        }

        EchoSubjectOptions options = Read(new ValueReader(parsed, "millrace subject"));
        using StopRequests stop = StopRequests.FromSignals();
        stop.WatchEndOf(Console.OpenStandardInput());
        return (int)ServeAsync(options, stop, terminal).GetAwaiter().GetResult();
    }

    // The lab speaks over standard input and output; a signal ends it as the end of its input does.
    private static ExitCode CarryOut(ISubject subject)
    {
        using StopRequests stop = StopRequests.FromSignals();
        using var ending = new CancellationTokenSource();
        Task carrying = SubjectProgram.RunAsync(subject, Console.OpenStandardInput(), Console.OpenStandardOutput(), ending.Token);
        Task.WhenAny(carrying, stop.First).GetAwaiter().GetResult();
        ending.Cancel();
        carrying.GetAwaiter().GetResult();
        return ExitCode.Ok;
    }

    private static async Task<ExitCode> ServeAsync(EchoSubjectOptions options, StopRequests stop, Terminal terminal)
    {
        using var ending = new CancellationTokenSource();
        TextWriter errors = TextWriter.Synchronized(terminal.Error);
        try
        {
            Task serving = EchoSubject.RunAsync(options, errors.WriteLine, ending.Token);
            if (await Task.WhenAny(serving, stop.First).ConfigureAwait(false) != serving)
            {
                await ending.CancelAsync().ConfigureAwait(false);
            }

            Task first = await Task.WhenAny(serving, stop.Second).ConfigureAwait(false);
            await first.ConfigureAwait(false);
            return first == serving ? ExitCode.Ok : ExitCode.Interrupted;
        }
        catch (GatewayRefusedException refused)
        {
            throw new ComplaintException([new Complaint(ExitCode.Environment, refused.Message, $"the gateway at {options.Gateway}", "give the gateway's secret by --secret-file")]);
        }
    }

    private EchoSubjectOptions Read(ValueReader values)
    {
        if (values.Text(_backend) is not { } text)
        {
            values.Refuse(_backend, "the gateway's address for backends is missing");
        }
        else if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? gateway) || gateway.Scheme is not ("tcp" or "tls") || gateway.Host.Length == 0 || gateway.Port < 1)
        {
            values.Refuse(_backend, $"\"{text}\" is no address of a gateway's port for backends");
        }
        else
        {
            var options = new EchoSubjectOptions
            {
                Gateway = gateway,
                Connections = (int)(values.Whole(_connections, 1, EchoSubjectOptions.MostConnections) ?? 1),
                Acknowledge = !values.Flag(_noAck),
                Secret = Secret(values),
            };
            options = values.Text(_name) is { } name ? options with { Name = name } : options;
            if (values.Complaints.Count == 0)
            {
                return options;
            }
        }

        throw new ComplaintException(values.Complaints);
    }

    private string? Secret(ValueReader values)
    {
        if (values.Text(_secretFile) is not { } file)
        {
            return null;
        }

        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            values.Refuse(_secretFile, $"the secret cannot be read: {e.Message}");
            return null;
        }
    }
}
