using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Millrace.Hosting.Export;
using OpenTelemetry.Exporter;

namespace Millrace.Hosting.Tests.Export;

public sealed class OtlpExportTests
{
    [Theory]
    [InlineData("http://c:4317", OtlpExportProtocol.Grpc, "http://c:4317/")]
    [InlineData("http://c:4318", OtlpExportProtocol.HttpProtobuf, "http://c:4318/v1/metrics")]
    [InlineData("https://c/custom", OtlpExportProtocol.HttpProtobuf, "https://c/custom")]
    public void The_port_chooses_the_protocol_and_a_bare_address_gets_the_conventional_path(
        string address, OtlpExportProtocol protocol, string endpoint) =>
        Assert.Equal((protocol, new Uri(endpoint)), OtlpExport.Target(new Uri(address)));

    [Fact]
    public async Task Metrics_reach_a_collector_at_the_latest_when_the_export_ends()
    {
        TaskCompletionSource<(string? Type, byte[] Body)> received = new();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using WebApplication collector = builder.Build();
        collector.Run(async http =>
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            received.TrySetResult((http.Request.ContentType, body.ToArray()));
        });
        await collector.StartAsync(TestContext.Current.CancellationToken);
        string url = collector.Urls.First();

        await using (OtlpExport.Start(new Uri(url), "scripted", ["Millrace"]))
        {
        }

        (string? type, byte[] body) = await received.Task;
        Assert.Equal("application/x-protobuf", type);
        Assert.True(body.AsSpan().IndexOf("millrace-scripted"u8) >= 0);
        Assert.True(body.AsSpan().IndexOf("dotnet.gc.collections"u8) >= 0);
    }
}
