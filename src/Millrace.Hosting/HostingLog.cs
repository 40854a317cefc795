using Microsoft.Extensions.Logging;

namespace Millrace.Hosting;

/// <summary>Every log line of Hosting. Ids 1000 to 1099; highest used: 1017.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1000, LogLevel.Information, "{System} stops ({Reason}): draining for at most {Seconds} s.")]
    public static partial void Draining(ILogger log, string system, StopReason reason, double seconds);

    [LoggerMessage(1001, LogLevel.Information, "{System} has drained.")]
    public static partial void Drained(ILogger log, string system);

    [LoggerMessage(1002, LogLevel.Warning, "{System} did not drain in time: who was still there has been cut off.")]
    public static partial void CutOff(ILogger log, string system);

    [LoggerMessage(1003, LogLevel.Warning, "{System} ends now: a second signal came.")]
    public static partial void Forced(ILogger log, string system);

    [LoggerMessage(1004, LogLevel.Warning, "The server runs without its admin endpoint. {Reason}")]
    public static partial void NoAdmin(ILogger log, string reason);

    [LoggerMessage(1005, LogLevel.Error, "The admin endpoint at {Address} failed; the server goes on without it.")]
    public static partial void AdminFailed(ILogger log, string address, Exception exception);

    [LoggerMessage(1006, LogLevel.Error, "Metrics cannot be sent to {Address} over OTLP; the server goes on without that.")]
    public static partial void OtlpFailed(ILogger log, Uri address, Exception exception);

    [LoggerMessage(1007, LogLevel.Warning, "Metric {Name} is left out: instrument {Instrument} of meter {Meter} is a {Kind}, and another one took the name first.")]
    public static partial void MetricNameTaken(ILogger log, string name, string instrument, string meter, Metrics.MetricKind kind);

    [LoggerMessage(1008, LogLevel.Error, "A metric could not be read; the others are shown.")]
    public static partial void InstrumentFailed(ILogger log, Exception exception);

    [LoggerMessage(1009, LogLevel.Error, "The admin page {Path} failed for a reason that should not exist; the server goes on. Please report this.")]
    public static partial void PageFailed(ILogger log, string path, Exception exception);

    [LoggerMessage(1010, LogLevel.Error, "{System} failed to read its files again for a reason that should not exist; it goes on. Please report this.")]
    public static partial void ReloadFailed(ILogger log, string system, Exception exception);

    [LoggerMessage(1011, LogLevel.Error, "The server could not {What} for a reason that should not exist, and will try again; report this.")]
    public static partial void PeriodicFailed(ILogger log, string what, Exception exception);

    [LoggerMessage(1012, LogLevel.Error, "Worker {Index} (pid {Pid}) ended with {End}: its sessions are cut, the others go on. It is started again in {Seconds} s.")]
    public static partial void WorkerEnded(ILogger log, int index, int pid, string end, double seconds);

    [LoggerMessage(1013, LogLevel.Information, "Worker {Index} serves again, as pid {Pid}.")]
    public static partial void WorkerServesAgain(ILogger log, int index, int pid);

    [LoggerMessage(1014, LogLevel.Error, "Worker {Index} did not start again: {Why}")]
    public static partial void WorkerDidNotStart(ILogger log, int index, string why);

    [LoggerMessage(1015, LogLevel.Information, "{Count} workers serve, as pids {Pids}.")]
    public static partial void WorkersServe(ILogger log, int count, string pids);

    [LoggerMessage(1016, LogLevel.Warning, "{Count} workers were still there after the drain time, and have been killed.")]
    public static partial void WorkersKilled(ILogger log, int count);

    [LoggerMessage(1017, LogLevel.Warning, "The socket that worker {Index} had cannot be removed, so the new one will be silent towards the others: {Why}")]
    public static partial void WorkerWithoutSocket(ILogger log, int index, string why);
}
