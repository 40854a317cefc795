namespace Millrace.Hosting.Export;

/// <summary>Sends meters of this process to an OpenTelemetry collector, for a program that is no server.</summary>
public static class MetricsPush
{
    /// <summary>Starts sending; disposing what it returns sends once more, for two seconds at most.</summary>
    /// <param name="address">Where the collector listens: on port 4317 gRPC is spoken, on others HTTP.</param>
    /// <param name="name">What the resource is called, after "millrace-".</param>
    /// <param name="meters">The meters whose metrics are sent, with those below their names.</param>
    /// <param name="every">How often, where OTEL_METRIC_EXPORT_INTERVAL does not say.</param>
    /// <param name="failed">Called for each request that did not arrive, with why; on any thread.</param>
    public static IAsyncDisposable Start(Uri address, string name, IReadOnlyList<string> meters, TimeSpan every, Action<string> failed)
    {
        ArgumentNullException.ThrowIfNull(failed);
        return OtlpExport.Start(address, name, meters, every, failed);
    }
}
