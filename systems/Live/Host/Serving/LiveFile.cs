using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Millrace.Live.Host.Client;

namespace Millrace.Live.Host.Serving;

/// <summary>A file served from memory: compressed once, with an ETag of its content, so that a browser that has it gets 304.</summary>
internal sealed class LiveFile
{
    private readonly string _contentType;
    private readonly ReadOnlyMemory<byte> _plain;
    private readonly ReadOnlyMemory<byte> _gzip;
    private readonly string _etag;

    public LiveFile(string path, string contentType, ReadOnlyMemory<byte> content)
    {
        (Path, _contentType, _plain) = (path, contentType, content);
        _etag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content.Span).AsSpan(0, 12))}\"";
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(content.Span);
        }

        _gzip = packed.ToArray();
    }

    /// <summary>One of those that every page loads.</summary>
    public LiveFile(ClientFile file) =>
        (Path, _contentType, _plain, _gzip, _etag) = (LivePaths.Files + file.Name, file.ContentType, file.Plain, file.Gzip, file.ETag);

    public string Path { get; }

    public Task ServeAsync(HttpContext http)
    {
        HttpResponse response = http.Response;
        response.Headers.ETag = _etag;
        response.Headers.CacheControl = "no-cache";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.XContentTypeOptions = "nosniff";
        RequestHeaders asked = http.Request.GetTypedHeaders();
        if (asked.IfNoneMatch.Any(tag => tag.Tag == _etag || tag.Tag == "*"))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        bool packs = _gzip.Length < _plain.Length && asked.AcceptEncoding.Any(way => way.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && way.Quality is null or > 0);
        ReadOnlyMemory<byte> body = packs ? _gzip : _plain;
        if (packs)
        {
            response.Headers.ContentEncoding = "gzip";
        }

        (response.ContentType, response.ContentLength) = (_contentType, body.Length);
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }
}
