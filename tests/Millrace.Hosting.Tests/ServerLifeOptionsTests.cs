using System.Net;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Tests;

public sealed class ServerLifeOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => Assert.Empty(new ServerLifeOptions().Validate());

    [Fact]
    public void All_errors_are_told_at_once()
    {
        ServerLifeOptions options = new()
        {
            DrainTime = TimeSpan.FromHours(2),
            Otlp = new Uri("ftp://collector/"),
            Admin = new AdminOptions { IsOff = true, EndPoint = new IPEndPoint(IPAddress.Loopback, 1) },
        };

        Assert.Equal(
            [
                "The drain time is 7200 s; it must be between 0 and 3600 s.",
                "The OTLP address is 'ftp://collector/'; give an absolute http or https URL, such as http://127.0.0.1:4317.",
                "The admin endpoint is switched off and also given an address; choose one.",
            ],
            options.Validate());
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("http://a:4317", "http://b:4318", "http://a:4317/")]
    [InlineData(null, "http://b:4318", "http://b:4318/")]
    [InlineData("", "http://b:4318", "http://b:4318/")]
    public void The_otlp_address_given_wins_over_the_environment(string? given, string? variable, string? expected) =>
        Assert.Equal(
            expected, ServerLifeOptions.OtlpFrom(given, name => name == "OTEL_EXPORTER_OTLP_ENDPOINT" ? variable : null)?.AbsoluteUri);

    [Theory]
    [InlineData("collector:4317", null, "--otlp is 'collector:4317'")]
    [InlineData(null, "/dev/null", "OTEL_EXPORTER_OTLP_ENDPOINT is '/dev/null'")]
    public void An_otlp_address_that_is_no_url_is_refused_with_its_source(string? given, string? variable, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<ServerStartException>(() => ServerLifeOptions.OtlpFrom(given, _ => variable)).Message,
            StringComparison.Ordinal);
}
