using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace Millrace.Hosting.Export;

/// <summary>Sends this process's metrics to an OpenTelemetry collector.</summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private const int GrpcPort = 4317;

    private readonly MeterProvider _provider;

    private OtlpExport(MeterProvider provider) => _provider = provider;

    /// <summary>Starts sending, every 60 s or as OTEL_METRIC_EXPORT_INTERVAL says, and once more at the end.</summary>
    public static IAsyncDisposable Start(Uri address, string system, IReadOnlyList<string> meters)
    {
        MeterProvider provider = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => resource.AddService($"millrace-{system}"))
            .AddMeter([Metrics.MetricsCollector.RuntimeMeter, .. meters, .. meters.Select(name => name + ".*")])
            .AddOtlpExporter((exporter, _) =>
            {
                (exporter.Protocol, exporter.Endpoint) = Target(address);
                exporter.TimeoutMilliseconds = 5000;
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
