using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Millrace.Shards;
using Millrace.WebSockets.Compression;

namespace Millrace.WebSockets.Handshake;

/// <summary>One opening handshake on a client: sends the request, checks the answer.</summary>
internal sealed class ClientHandshake(Link link, Uri address, WebSocketClientOptions options)
{
    private const int MaxBody = 512;

    private static readonly TimeSpan s_bodyTimeout = TimeSpan.FromMilliseconds(500);

    private static readonly FrozenSet<string> s_owned = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Connection", "Upgrade", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol",
        "Sec-WebSocket-Extensions", "Sec-WebSocket-Accept", "Content-Length", "Transfer-Encoding");

    private readonly string _key = AcceptKey.NewKey();

    // Without the query, because that is where tokens are, and messages end up in logs.
    private string Name => address.GetLeftPart(UriPartial.Path);

    /// <summary>True for fields that only the handshake itself may set.</summary>
    public static bool Owns(string field) => s_owned.Contains(field);

    /// <summary>The bytes of a request.</summary>
    public static byte[] RequestFor(Uri address, string key, WebSocketClientOptions options)
    {
        string host = address.HostNameType == UriHostNameType.IPv6 ? $"[{address.IdnHost}]" : address.IdnHost;
        if (!address.IsDefaultPort)
        {
            host = string.Create(CultureInfo.InvariantCulture, $"{host}:{address.Port}");
        }

        var text = new StringBuilder("GET ").Append(address.PathAndQuery).Append(" HTTP/1.1\r\nHost: ")
            .Append(options.Headers["Host"] ?? host)
            .Append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ").Append(key).Append("\r\n");
        if (options.Subprotocols.Count > 0)
        {
            text.Append("Sec-WebSocket-Protocol: ").AppendJoin(", ", options.Subprotocols).Append("\r\n");
        }

        if (options.Connection.Deflate is not null)
        {
            text.Append("Sec-WebSocket-Extensions: ").Append(DeflateOffer.Request).Append("\r\n");
        }

        foreach ((string name, string value) in options.Headers)
        {
            if (!name.Equals("Host", StringComparison.OrdinalIgnoreCase))
            {
                text.Append(name).Append(": ").Append(value).Append("\r\n");
            }
        }

        return Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
    }

    public async ValueTask<WebSocketLink> RunAsync(CancellationToken cancellationToken)
    {
        byte[]? buffer = null;
        WebSocketLink? connection = null;
        try
        {
            await link.SendAsync(RequestFor(address, _key, options), cancellationToken);
            await link.WaitReadableAsync(cancellationToken);
            buffer = link.Shard.Buffers.Rent();
            int length = 0, size;
            HttpHead? head;
            while (!TryParse(buffer.AsSpan(0, length), out head, out size))
            {
                length += await ReceiveAsync(buffer, length, cancellationToken);
            }

            int? status = ResponseCheck.StatusOf(head!.StartLine);
            if (status != 101)
            {
                length = await ReadBodyAsync(buffer, size, length, head.Fields);
                throw Refused(status, head, buffer.AsSpan(size, length - size));
            }

            string? wrong = ResponseCheck.Check(
                head.Fields, _key, options.Subprotocols, options.Connection.Deflate is not null, out string? subprotocol, out int? windowBits);
            if (wrong is not null)
            {
                throw new WebSocketConnectException(WebSocketConnectStage.Upgrade, $"{Name} answered '{head.StartLine}', but {wrong}.")
                {
                    HttpStatus = status,
                    StatusLine = head.StartLine,
                };
            }

            connection = new WebSocketLink(link, WebSocketRole.Client, options.Connection, windowBits, subprotocol);
            if (length > size)
            {
                connection.Adopt(buffer, size, length);
                buffer = null;
            }

            return connection;
        }
        catch (LinkException e)
        {
            throw new WebSocketConnectException(WebSocketConnectStage.Upgrade, $"The connection to {Name} failed during the upgrade: {e.Message}", e);
        }
        finally
        {
            if (buffer is not null)
            {
                link.Shard.Buffers.Return(buffer);
            }

            if (connection is null)
            {
                link.Dispose();
            }
        }
    }

    private bool TryParse(ReadOnlySpan<byte> bytes, out HttpHead? head, out int size)
    {
        var limits = new HeadLimits(ShardBuffers.Size - 1, ShardBuffers.Size, 1000);
        HeadParse parse = HttpHead.Parse(bytes, limits, out head, out size, out Refusal? refusal);
        if (parse == HeadParse.Refused || (!bytes.IsEmpty && !"HTTP/"u8.StartsWith(bytes[..Math.Min(5, bytes.Length)])))
        {
            string start = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 80)]);
            string why = parse == HeadParse.Refused ? " " + refusal!.Reason.Replace("request", "answer", StringComparison.Ordinal) : "";
            throw new WebSocketConnectException(
                WebSocketConnectStage.Upgrade,
                $"{Name} did not answer in HTTP/1.1.{why} The answer begins: '{Printable(start)}'. Is this a {address.Scheme} port?");
        }

        return parse == HeadParse.Head;
    }

    private async ValueTask<int> ReceiveAsync(byte[] buffer, int length, CancellationToken cancellationToken)
    {
        int count = await link.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
        return count > 0
            ? count
            : throw new WebSocketConnectException(
                WebSocketConnectStage.Upgrade,
                $"{Name} closed the connection {(length == 0 ? "without an answer" : $"after {length} bytes of its answer")}.");
    }

    // The start of the body says why a server refuses. It is worth a short wait, and none where the server says that there is no body.
    private async ValueTask<int> ReadBodyAsync(byte[] buffer, int size, int length, HttpFields fields)
    {
        bool hasLength = int.TryParse(fields["Content-Length"], NumberStyles.None, CultureInfo.InvariantCulture, out int bodyLength);
        int wanted = Math.Min(buffer.Length, size + (hasLength ? Math.Min(MaxBody, bodyLength) : MaxBody));
        using var timer = new HandshakeTimer(link.Shard, s_bodyTimeout);
        try
        {
            int count = 1;
            while (length < wanted && count > 0)
            {
                count = await link.ReceiveAsync(buffer.AsMemory(length, wanted - length), timer.Token);
                length += count;
            }
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException)
        {
            // Expected: the refusal itself is known already, and its words are a courtesy.
        }

        return Math.Min(length, wanted);
    }

    private WebSocketConnectException Refused(int? status, HttpHead head, ReadOnlySpan<byte> body)
    {
        string text = Printable(Encoding.UTF8.GetString(body));
        string? retryAfter = head.Fields["Retry-After"];
        bool hasWait = int.TryParse(retryAfter, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds);
        return new WebSocketConnectException(
            WebSocketConnectStage.Upgrade,
            $"{Name} refused the upgrade: '{head.StartLine}'{(text.Length > 0 ? $", saying '{text}'" : "")}"
                + (head.Fields["Location"] is { } location ? $". It points to {location}; connect there with ws or wss." : "."))
        {
            HttpStatus = status,
            StatusLine = head.StartLine,
            Body = text,
            RetryAfter = hasWait ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static string Printable(string text) =>
        string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
}
