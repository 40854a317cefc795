using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Millrace.Hosting.Export;

/// <summary>Sends this process's metrics to an OpenTelemetry collector.</summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private const int GrpcPort = 4317;
    private const int TimeoutMs = 5000;

    private readonly MeterProvider _provider;

    private OtlpExport(MeterProvider provider) => _provider = provider;

    /// <summary>Starts sending, every 60 s or as OTEL_METRIC_EXPORT_INTERVAL says, and once more at the end.</summary>
    /// <param name="address">Where the collector listens.</param>
    /// <param name="system">What the resource is called, after "millrace-".</param>
    /// <param name="meters">The meters whose metrics are sent.</param>
    /// <param name="usual">How often, where the environment does not say; null for 60 s.</param>
    /// <param name="failed">Called for each request that did not arrive, with why; on any thread.</param>
    public static IAsyncDisposable Start(Uri address, string system, IReadOnlyList<string> meters, TimeSpan? usual = null, Action<string>? failed = null)
    {
        MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService($"millrace-{system}"))
            .AddMeter([Metrics.MetricsCollector.RuntimeMeter, .. meters, .. meters.Select(name => name + ".*")])
            .AddOtlpExporter((exporter, reader) =>
            {
                (exporter.Protocol, exporter.Endpoint) = Target(address);
                exporter.TimeoutMilliseconds = TimeoutMs;
                if (failed is not null)
                {
                    exporter.HttpClientFactory = () => new HttpClient(new WatchedSending(failed)) { Timeout = TimeSpan.FromMilliseconds(TimeoutMs) };
                }

                if (usual is { } every && Environment.GetEnvironmentVariable("OTEL_METRIC_EXPORT_INTERVAL") is null)
                {
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)every.TotalMilliseconds;
                }
            })
            .Build();
        return new OtlpExport(provider);
    }

    /// <summary>By convention port 4317 speaks gRPC; everything else HTTP, on the conventional path where none is given.</summary>
    public static (OtlpExportProtocol Protocol, Uri Endpoint) Target(Uri address) =>
        address.Port == GrpcPort ? (OtlpExportProtocol.Grpc, address)
        : address.AbsolutePath == "/" ? (OtlpExportProtocol.HttpProtobuf, new Uri(address, "/v1/metrics"))
        : (OtlpExportProtocol.HttpProtobuf, address);

    public async ValueTask DisposeAsync()
    {
        // The last send may wait for a collector that is gone; the process should not, beyond a moment.
        await Task.Run(() => _provider.Shutdown(timeoutMilliseconds: 2000)).ConfigureAwait(false);
        _provider.Dispose();
    }
}
