using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using Millrace.Shards;

namespace Millrace.Engine.Http;

/// <summary>The way to a target over HTTP/1.1: opens connections to it on a shard's own links, and has one request after another answered over each.</summary>
/// <param name="target">Scheme, host and port of the server.</param>
/// <param name="via">Where to connect instead, such as at a fault proxy; null for the target's own address.</param>
/// <param name="tls">Settings for https; null takes the system's trust and the target's name.</param>
public sealed class HttpRoute(Uri target, IPEndPoint? via, SslClientAuthenticationOptions? tls)
{
    private static readonly FrozenDictionary<int, string> _statuses = Enumerable.Range(100, 500).ToFrozenDictionary(status => status, status => $"http-{status}");
    private readonly TcpRoute _route = new(target, via);

    /// <summary>The word under which an answer with a status counts that was not hoped for, such as <c>http-503</c>.</summary>
    public static string KindOf(int status) => _statuses.GetValueOrDefault(status, "http");

    /// <summary>A connection, over TLS where the target's scheme says so. Throws <see cref="ClientException"/> and <see cref="LinkException"/>.</summary>
    public async ValueTask<Link> ConnectAsync(Shard shard, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(shard);
        Link link = await _route.ConnectAsync(shard, cancellationToken);
        if (target.Scheme != Uri.UriSchemeHttps)
        {
            return link;
        }

        // The name that the certificate must bear is the target's; the rest is shared by all clients and must not be written to.
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = target.IdnHost,
            CertificateChainPolicy = tls?.CertificateChainPolicy,
            RemoteCertificateValidationCallback = tls?.RemoteCertificateValidationCallback,
        };
        return await TlsLink.AsClientAsync(link, options, cancellationToken);
    }

    /// <summary>
    /// Sends a request (see <see cref="HttpRequest"/>) over a connection and reads the answer, whatever its status. Throws <see cref="LinkException"/>, and
    /// <see cref="ClientException"/> of the kind <paramref name="malformed"/> where what comes is no answer that can be read.
    /// </summary>
    public async ValueTask<HttpAnswer> AskAsync(Link link, ReadOnlyMemory<byte> request, string malformed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(link);
        await link.SendAsync(request, cancellationToken);
        var reader = new HttpAnswerReader();
        reader.Begin(isHead: request.Span.StartsWith("HEAD "u8), keepsCookies: true);
        var body = new ArrayBufferWriter<byte>();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (true)
            {
                int count = await link.ReceiveAsync(buffer, cancellationToken);
                switch (Take(reader, buffer.AsSpan(0, count), body, out bool hasRest))
                {
                    case HttpReading.Complete when !hasRest:
                        return new HttpAnswer(reader.Status, reader.Cookies, body.WrittenMemory, reader.CanGoOn, (int)reader.Bytes);
                    case HttpReading.Malformed when reader.Bytes == 0:
                        throw new LinkException(LinkError.Closed, $"{target.GetLeftPart(UriPartial.Authority)} closed the connection without an answer.");
                    case HttpReading.Complete or HttpReading.Malformed:
                        throw new ClientException(malformed, $"{target.GetLeftPart(UriPartial.Authority)} gave no HTTP answer that can be read: {reader.Problem ?? "bytes came after its end"}");
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static HttpReading Take(HttpAnswerReader reader, ReadOnlySpan<byte> piece, ArrayBufferWriter<byte> whole, out bool hasRest)
    {
        HttpReading reading = piece.IsEmpty ? reader.End() : HttpReading.NeedMore;
        while (reading == HttpReading.NeedMore && !piece.IsEmpty)
        {
            reading = reader.Read(piece, out int used, out ReadOnlySpan<byte> body);
            whole.Write(body);
            piece = piece[used..];
        }

        hasRest = !piece.IsEmpty;
        return reading;
    }
}
