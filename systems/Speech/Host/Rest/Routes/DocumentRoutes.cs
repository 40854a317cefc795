using System.Text;
using Microsoft.AspNetCore.Http;

namespace Millrace.Speech.Host.Rest.Routes;

/// <summary>The description of the service, for programs and for people.</summary>
internal sealed class DocumentRoutes(RestServices services)
{
    /// <summary>The document.</summary>
    public static ReadOnlyMemory<byte> OpenApi { get; } = Load("openapi.json");

    public IEnumerable<RestRoute> All =>
    [
        Of("/openapi.json", new(StatusCodes.Status200OK, "application/json", OpenApi)),
        Of("/docs", new(StatusCodes.Status200OK, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(DocumentPage.Write(OpenApi))) { ContentSecurityPolicy = services.ContentSecurityPolicy }),
        Of("/docs.css", new(StatusCodes.Status200OK, "text/css; charset=utf-8", Load("docs.css"))),
    ];

    private static RestRoute Of(string path, RestAnswer answer) => new(HttpMethods.Get, path, _ => ValueTask.FromResult(answer)) { IsOpen = true };

    private static byte[] Load(string name)
    {
        using Stream stream = typeof(DocumentRoutes).Assembly.GetManifestResourceStream($"Millrace.Speech.Host.Rest.{name}") ?? throw new InvalidOperationException($"{name} is not in the assembly.");
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
