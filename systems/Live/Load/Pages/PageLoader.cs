using System.Buffers;
using System.Collections.Frozen;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Millrace.Engine;
using Millrace.Shards;

namespace Millrace.Live.Load.Pages;

/// <summary>Opens connections to a target and loads its page, on a shard's own links.</summary>
internal sealed class PageLoader(Uri target, IPEndPoint? via, SslClientAuthenticationOptions? tls)
{
    private static readonly FrozenDictionary<int, string> _statuses = Enumerable.Range(100, 500).ToFrozenDictionary(status => status, status => $"http-{status}");

    /// <summary>A connection, over TLS where the target's scheme says so. Throws <see cref="ClientException"/> and <see cref="LinkException"/>.</summary>
    public async ValueTask<Link> ConnectAsync(Shard shard, CancellationToken cancellationToken)
    {
        Link link = await ConnectAnyAsync(shard, cancellationToken);
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
    /// Sends the request over a connection and reads the answer. Throws <see cref="ClientException"/> where it is no page: the kind is <c>http-404</c> and the like, or
    /// <c>page</c> where it is malformed.
    /// </summary>
    public async ValueTask<PageAnswer> LoadAsync(Link link, string path, string cookies, CancellationToken cancellationToken)
    {
        await link.SendAsync(PageRequest.Of(target, path, cookies), cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        int filled = 0;
        try
        {
            while (true)
            {
                int count = await link.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
                filled += count;
                switch (PageAnswerReader.Read(buffer.AsSpan(0, filled), hasEnded: count == 0, out PageAnswer? answer, out string? problem))
                {
                    case PageReading.Complete when answer!.Status == 200:
                        return answer;
                    case PageReading.Complete:
                        throw new ClientException(_statuses.GetValueOrDefault(answer!.Status, "http"), $"{target.GetLeftPart(UriPartial.Authority)}{path} answered with {answer.Status}{Words(answer)}{Hint(answer.Status, path)}");
                    case PageReading.Malformed:
                        throw new ClientException(PageFailure, $"{target.GetLeftPart(UriPartial.Authority)}{path} gave no HTTP answer that can be read: {problem}");
                }

                if (filled == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.CopyTo(larger, 0);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The kind of a page that could not be loaded or has no session in it.</summary>
    public const string PageFailure = "page";

    private static string Hint(int status, string path) => status == 404 && path.StartsWith(PageRequest.Bench, StringComparison.Ordinal)
        ? ": it has no bench page; start it with `millrace serve live --bench`, or name a page of another path with --target"
        : "";

    // What a server says of its refusal is short and plain; a page of HTML is not for one line.
    private static string Words(PageAnswer answer) =>
        answer.Html.Length is > 0 and < 300 && !answer.Html.Contains('<', StringComparison.Ordinal) ? $": {answer.Html.ReplaceLineEndings(" ").Trim()}" : "";

    private async ValueTask<Link> ConnectAnyAsync(Shard shard, CancellationToken cancellationToken)
    {
        if (via is not null)
        {
            return await shard.ConnectAsync(via, cancellationToken);
        }

        LinkException? last = null;
        foreach (IPAddress address in await AddressesAsync(cancellationToken))
        {
            try
            {
                return await shard.ConnectAsync(new IPEndPoint(address, target.Port), cancellationToken);
            }
            catch (LinkException e)
            {
                last = e; // the next address may be reachable: localhost often names ::1 first, where nobody listens
            }
        }

        throw last ?? (Exception)new ClientException("name", $"the name {target.IdnHost} has no address");
    }

    private async ValueTask<IPAddress[]> AddressesAsync(CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(target.IdnHost, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            return await Dns.GetHostAddressesAsync(target.IdnHost, cancellationToken); // on the thread pool: the shard's loop never waits for a name server
        }
        catch (SocketException e)
        {
            throw new ClientException("name", $"the name {target.IdnHost} could not be resolved: {e.Message}", e);
        }
    }
}
