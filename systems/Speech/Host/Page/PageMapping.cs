using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Millrace.Hosting.Web;

namespace Millrace.Speech.Host.Page;

/// <summary>The page with the microphone and its files: <c>/</c> and <c>/page/</c>.</summary>
internal static class PageMapping
{
    private const string Script = "text/javascript; charset=utf-8";
    private static readonly string[] s_methods = [HttpMethods.Get, HttpMethods.Head];

    private static IReadOnlyList<WebFile> Files { get; } =
    [
        Read("/", "text/html; charset=utf-8", "index.html"),
        Read("/page/page.js", Script, "page.js"),
        Read("/page/worklet.js", Script, "worklet.js"),
        Read("/page/page.css", "text/css; charset=utf-8", "page.css"),
        Read("/page/icon.svg", "image/svg+xml", "icon.svg"),
    ];

    /// <summary>Puts them into the routing.</summary>
    /// <param name="endpoints">The routing.</param>
    /// <param name="contentSecurityPolicy">The policy that goes with them; empty: none.</param>
    public static void Map(IEndpointRouteBuilder endpoints, string contentSecurityPolicy)
    {
        foreach (WebFile file in Files)
        {
            endpoints.MapMethods(file.Path, s_methods, http =>
            {
                IHeaderDictionary headers = http.Response.Headers;
                if (contentSecurityPolicy.Length > 0)
                {
                    headers.ContentSecurityPolicy = contentSecurityPolicy;
                }

                headers["Permissions-Policy"] = "microphone=(self), camera=(), geolocation=()";
                headers["Referrer-Policy"] = "no-referrer";
                return file.ServeAsync(http);
            });
        }
    }

    private static WebFile Read(string path, string contentType, string name)
    {
        using Stream source = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Millrace.Speech.Host.Page.{name}")
            ?? throw new InvalidOperationException($"The page's {name} is not in the assembly.");
        using MemoryStream content = new();
        source.CopyTo(content);
        return new WebFile(path, contentType, content.ToArray());
    }
}
