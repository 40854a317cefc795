using Microsoft.Extensions.Logging;

namespace Millrace.Hosting.Metrics;

/// <summary>This process's metrics as Prometheus text, for a server that answers <c>/metrics</c> on a port of its own instead of on the admin endpoint.</summary>
public sealed class MetricsPage : IDisposable
{
    private readonly MetricsCollector _collector;
    private readonly ILogger _log;

    /// <summary>Begins to collect: the runtime's meter, and each meter whose name is one of <paramref name="meters"/> or begins with one and a dot.</summary>
    public MetricsPage(IReadOnlyList<string> meters, ILoggerFactory logs) =>
        (_collector, _log) = (MetricsCollector.Start(meters), logs.CreateLogger("Millrace.Hosting"));

    /// <summary>The content type of the text.</summary>
    public static string ContentType => PrometheusText.ContentType;

    /// <summary>Everything measured, now.</summary>
    public string Read() => _collector.Scrape(_log);

    /// <inheritdoc/>
    public void Dispose() => _collector.Dispose();
}
