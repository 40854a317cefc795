using System.Net;
using Microsoft.Extensions.Logging;
using Millrace.Hosting;
using Millrace.Hosting.Workers;

namespace Millrace.Speech;

/// <summary>Several processes of the service behind one port, as <c>millrace serve speech --workers N</c> runs them.</summary>
public static class SpeechWorkers
{
    /// <summary>The process that starts the others and looks after them.</summary>
    /// <param name="options">What the operator chose; the workers read it for themselves.</param>
    /// <param name="count">How many workers, from 2.</param>
    /// <param name="command">How one is started.</param>
    /// <param name="error">Where the workers' standard error goes.</param>
    /// <param name="logs">Where it logs.</param>
    public static ISystemServer Supervise(SpeechOptions options, int count, WorkerCommand command, TextWriter error, ILoggerFactory logs)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Supervisor.Create(
            new SupervisorOptions
            {
                System = "speech",
                Count = count,
                EndPoint = new IPEndPoint(options.Address, options.Port),
                Command = command,
                PassesHangups = options.ApiKeyFile is not null,
                Pages = line => new Host.Workers.SupervisorStats(line).Pages,
            },
            error,
            logs);
    }

    /// <summary>One of the others.</summary>
    /// <param name="options">What the operator chose.</param>
    /// <param name="place">Its place among them.</param>
    /// <param name="logs">Where it logs.</param>
    public static ISystemServer Work(SpeechOptions options, WorkerPlace place, ILoggerFactory logs) => new Host.Workers.SpeechWorker(options, place, logs);
}
