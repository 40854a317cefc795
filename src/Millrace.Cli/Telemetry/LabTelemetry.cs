using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Hosting;
using Millrace.Hosting.Export;
using Millrace.Hosting.Metrics;
using Millrace.Results;

namespace Millrace.Cli.Telemetry;

/// <summary>The figures of the run that goes on, served to Prometheus and sent over OTLP. Whatever becomes of that, the run goes on.</summary>
internal sealed class LabTelemetry : IDisposable
{
    private const string MeterName = "Millrace.Lab";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly Meter _meter = new(MeterName);
    private MetricsPort? _port;
    private IAsyncDisposable? _push;
    private volatile LabFigures? _figures;
    private int _warned;

    private LabTelemetry()
    {
        Counter("millrace.operations", "{operation}", "Operations that ended, by outcome.", figures => figures.Operations());
        Counter("millrace.operation.errors", "{operation}", "Operations that ended with an error, by kind.", figures => figures.Errors());
        Counter("millrace.payload", "By", "Payload bytes, by direction.", figures => figures.Bytes());
        Counter("millrace.messages", "{message}", "Where every message went, all phases included, by fate.", figures => figures.Messages());
        Gauge("millrace.response.time", "s", "Due to done over the last second, of successes.", figures => figures.Response());
        Gauge("millrace.service.time", "s", "Sent to done over the last second, of successes.", figures => figures.Service());
        Last("millrace.in.flight", "{operation}", "Operations begun and not yet ended.", tick => tick.Point.InFlight);
        Last("millrace.clients.connected", "{client}", "Clients with a working connection.", tick => tick.Point.ConnectedClients);
        Last("millrace.clients.wanted", "{client}", "Clients that the run wants connected.", tick => tick.Clients);
        Last("millrace.target.cpu.cores", "{core}", "The target's processor use over the last second, in cores.", tick => tick.Point.TargetCpuPercent / 100);
        Last("millrace.target.memory", "By", "The target's resident memory.", tick => tick.Point.TargetRssBytes);
        Last("millrace.generator.cpu.cores", "{core}", "The load generator's processor use over the last second, in cores.", tick => tick.Point.GeneratorCpuPercent / 100);
        Last("millrace.generator.memory", "By", "The load generator's resident memory.", tick => tick.Point.GeneratorRssBytes);
        Last("millrace.run.elapsed", "s", "Time since the run began.", tick => tick.Elapsed.TotalSeconds);
        Last("millrace.run.planned", "s", "How long the run is planned to last, drain excluded.", tick => tick.Planned?.TotalSeconds);
        _meter.CreateObservableGauge("millrace.run.phase", () => _figures?.Phase() ?? [], null, "1 for the phase that the run is in.");
        _meter.CreateObservableGauge("millrace.run.verdict", () => _figures?.Verdict() ?? [], null, "1 for what the run came to; absent while it runs.");
    }

    /// <summary>The page for Prometheus; null where none was asked for.</summary>
    public string? Url => _port?.Url;

    /// <summary>Opens the port and begins to send.</summary>
    /// <param name="options">Where to.</param>
    /// <param name="warn">Hears once that the collector cannot be reached; on any thread.</param>
    /// <exception cref="ComplaintException">The port cannot be had.</exception>
    public static LabTelemetry Start(TelemetryOptions options, Action<string> warn)
    {
        var telemetry = new LabTelemetry();
        try
        {
            if (options.Listen is { } listen)
            {
                telemetry._port = MetricsPort.StartAsync(listen, [MeterName], NullLoggerFactory.Instance, CancellationToken.None).GetAwaiter().GetResult();
            }

            if (options.Otlp is { } address)
            {
                telemetry._push = MetricsPush.Start(address, "lab", [MeterName], Every, why => telemetry.WarnOnce(warn, address, why));
            }

            return telemetry;
        }
        catch (ServerStartException taken)
        {
            telemetry.Dispose();
            throw new ComplaintException(new Complaint(ExitCode.Environment, taken.Message.TrimEnd('.'), $"--metrics-listen {options.Listen}", "choose another port; port 0 takes any free one"));
        }
    }

    /// <summary>A run begins; what it tells is kept, and passed on.</summary>
    public ILabProgress Watch(Scenario scenario, ILabProgress inner)
    {
        var figures = new LabFigures(scenario);
        _figures = figures;
        return new TelemetryProgress(inner, figures);
    }

    /// <summary>The run has ended; its figures stand until the next one begins.</summary>
    public void End(RunFile run) => _figures?.End(run);

    public void Dispose()
    {
        // The last figures go out before the meter is gone.
        _push?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _port?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _meter.Dispose();
    }

    private void WarnOnce(Action<string> warn, Uri address, string why)
    {
        if (Interlocked.Exchange(ref _warned, 1) == 0)
        {
            warn($"warning: the collector at {address} does not take metrics: {why}. The run goes on; nothing more is said of it.");
        }
    }

    private void Counter(string name, string unit, string description, Func<LabFigures, IEnumerable<Measurement<long>>> read) =>
        _meter.CreateObservableCounter(name, () => _figures is { } figures ? read(figures) : [], unit, description);

    private void Gauge(string name, string unit, string description, Func<LabFigures, IEnumerable<Measurement<double>>> read) =>
        _meter.CreateObservableGauge(name, () => _figures is { } figures ? read(figures) : [], unit, description);

    private void Last(string name, string unit, string description, Func<LabTick, double?> figure) => Gauge(name, unit, description, figures => figures.Last(figure));
}
