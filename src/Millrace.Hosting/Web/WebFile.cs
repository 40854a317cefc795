using System.Buffers.Text;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;

namespace Millrace.Hosting.Web;

/// <summary>A file served from memory: compressed once, with an ETag of its content, so that a browser that has it gets 304.</summary>
public sealed class WebFile
{
    private readonly string _contentType;

    /// <summary>Makes ready what goes over the wire.</summary>
    /// <param name="path">Where it is, such as <c>/site.css</c>.</param>
    /// <param name="contentType">Such as <c>text/css; charset=utf-8</c>.</param>
    /// <param name="content">Its bytes.</param>
    public WebFile(string path, string contentType, ReadOnlyMemory<byte> content)
    {
        (Path, _contentType, Plain) = (path, contentType, content);
        ETag = $"\"{Base64Url.EncodeToString(SHA256.HashData(content.Span).AsSpan(0, 12))}\"";
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content.Span);
        }

        Gzip = packed.ToArray();
    }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>For who does not take gzip.</summary>
    public ReadOnlyMemory<byte> Plain { get; }

    /// <summary>For who does.</summary>
    public ReadOnlyMemory<byte> Gzip { get; }

    /// <summary>Changes with the content; quotes included. The gzipped form goes by it too: the answer varies by what is accepted.</summary>
    public string ETag { get; }

    /// <summary>Answers a GET or a HEAD.</summary>
    public Task ServeAsync(HttpContext http)
    {
        HttpResponse response = http.Response;
        response.Headers.ETag = ETag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.XContentTypeOptions = "nosniff";
        RequestHeaders asked = http.Request.GetTypedHeaders();
        if (asked.IfNoneMatch.Any(tag => tag.Tag == ETag || tag.Tag == "*"))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        bool packs = Gzip.Length < Plain.Length && asked.AcceptEncoding.Any(way => way.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && way.Quality is null or > 0);
        ReadOnlyMemory<byte> body = packs ? Gzip : Plain;
        if (packs)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        (response.ContentType, response.ContentLength) = (_contentType, body.Length);
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
