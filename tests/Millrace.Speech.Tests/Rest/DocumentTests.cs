using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Hosting.Web;
using Millrace.Speech.Host.Rest;
using Millrace.Speech.Tests.Serving;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Rest;

public sealed class DocumentTests
{
    [Fact(Timeout = 120_000)]
    public async Task The_document_describes_every_route_and_no_other()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using WebApplication app = WebPort.CreateBuilder(NullLoggerFactory.Instance).Build();
        RestMapping.Map(app, RestServices.Of(server.Engine));
        IEnumerable<string> mapped = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(endpoint => (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [])
                .Where(method => method != "HEAD").Select(method => $"{method} {endpoint.RoutePattern.RawText}"));

        using JsonDocument document = JsonDocument.Parse(await server.Http.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken));
        IEnumerable<string> described = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(method => $"{method.Name.ToUpperInvariant()} {path.Name}"));

        // The WebSocket and the page with the microphone are mapped elsewhere.
        Assert.Equal([.. mapped.Append($"GET {SpeechProtocol.StreamPath}").Append("GET /").Order()], described.Order());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_document_refers_to_is_there()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        string text = await server.Http.GetStringAsync("/openapi.json", TestContext.Current.CancellationToken);

        JsonElement schemas = JsonElement.Parse(text).GetProperty("components").GetProperty("schemas");
        foreach (string reference in text.Split("\"#/components/schemas/").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]))
        {
            Assert.True(schemas.TryGetProperty(reference, out _), reference);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task The_page_for_people_needs_nothing_from_elsewhere_and_no_script()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();

        using HttpResponseMessage response = await server.Http.GetAsync("/docs", TestContext.Current.CancellationToken);
        string page = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(server.Engine.Options.ContentSecurityPolicy, response.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("<code>/v1/audio/transcriptions</code>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("://", page, StringComparison.Ordinal);
    }
}
