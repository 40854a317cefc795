using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Millrace.Shards;
using Millrace.Speech.Wire;
using Millrace.Testing;
using Millrace.WebSockets;

namespace Millrace.Speech.Tests.Load;

/// <summary>A small server that speaks the protocol, on a free port of loopback, and misbehaves as a test says. It answers every chunk at once; each tenth ends an utterance.</summary>
internal sealed class FakeSpeechServer : IDisposable
{
    private const int TroubleAt = 5;

    private readonly Shard _shard = Shard.Start();
    private TcpListener? _listener;

    /// <summary>What goes wrong; nothing by default.</summary>
    public FakeTrouble Trouble { get; init; }

    public Uri Url { get; private set; } = null!;

    /// <summary>What the clients showed as their key.</summary>
    public HashSet<string> Keys { get; } = [];

    /// <summary>Chunks that came, of all sessions, and how many in binary messages.</summary>
    public int Chunks { get; private set; }

    public int BinaryChunks { get; private set; }

    /// <summary>Messages that were no chunks, by what they were.</summary>
    public Dictionary<string, int> Others { get; } = new(StringComparer.Ordinal);

    /// <summary>Requests over HTTP, and the connections that they came on.</summary>
    public int Requests { get; private set; }

    public int Connections { get; private set; }

    public async Task<FakeSpeechServer> StartAsync()
    {
        await _shard.RunAsync(() =>
        {
            _listener = _shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
            Url = new Uri($"http://127.0.0.1:{_listener.LocalEndPoint.Port}/");
            _ = AcceptAsync();
            return default;
        });
        return this;
    }

    public void Dispose() => _shard.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = CarryAsync(await _listener!.AcceptAsync());
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }

    private async Task CarryAsync(TcpLink transport)
    {
        try
        {
            Connections++;
            while (await HeadAsync(transport) is { Length: > 0 } head)
            {
                string text = Encoding.ASCII.GetString(head);
                foreach (string line in text.Split("\r\n").Where(line => line.StartsWith("Authorization: ", StringComparison.OrdinalIgnoreCase)))
                {
                    Keys.Add(line["Authorization: ".Length..]);
                }

                if (text.Contains("Upgrade: websocket", StringComparison.OrdinalIgnoreCase))
                {
                    await SocketAsync(new HeadThenLink(transport, head));
                    return;
                }

                if (!await AnswerAsync(transport, head, text))
                {
                    break;
                }
            }

            transport.Dispose();
        }
        catch (LinkException)
        {
            // expected: the client has gone
        }
    }

    private async Task<bool> AnswerAsync(TcpLink transport, byte[] head, string text)
    {
        int end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        int length = text.Split("\r\n").Where(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal)).Select(line => int.Parse(line[16..], CultureInfo.InvariantCulture)).FirstOrDefault();
        byte[] rest = new byte[64 * 1024];
        for (int left = length - (head.Length - end); left > 0;)
        {
            left -= await transport.ReceiveAsync(rest.AsMemory(0, Math.Min(left, rest.Length)));
        }

        Requests++;
        string body = Trouble == FakeTrouble.OtherBody ? "[]" : text.StartsWith("POST /v1/transcribe ", StringComparison.Ordinal) ? """{"text":"yes","duration_ms":50}"""
            : text.StartsWith("GET /v1/health ", StringComparison.Ordinal) ? """{"status":"ok"}""" : "";
        string status = Trouble == FakeTrouble.Unauthorised ? "401 Unauthorized" : Trouble == FakeTrouble.Full ? "503 Service Unavailable" : body.Length == 0 ? "404 Not Found" : "200 OK";
        bool closes = Trouble == FakeTrouble.ClosesHttp;
        await transport.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\n{(closes ? "Connection: close\r\n" : "")}Content-Length: {body.Length}\r\n\r\n{body}"));
        return !closes;
    }

    private async Task SocketAsync(Link link)
    {
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(link, WebSocketServerOptions.Default with
        {
            Decide = (_, _) => ValueTask.FromResult(Trouble == FakeTrouble.Unauthorised ? UpgradeDecision.Refuse(401, "no") : UpgradeDecision.Accept()),
        });
        if (accept.Link is not { } socket)
        {
            return;
        }

        if (Trouble == FakeTrouble.Full)
        {
            Say(socket, """{"type":"error","message":"Maximum 1 concurrent sessions reached","code":"SESSION_LIMIT"}""");
            await socket.CloseAsync(WebSocketCloseCode.PolicyViolation);
            return;
        }

        int rate = Trouble == FakeTrouble.OtherRate ? 8_000 : 16_000;
        Say(socket, Trouble == FakeTrouble.Foreign ? """{"type":"session_start","session_id":"a"}""" : $$"""{"type":"session_start","session_id":"a","sample_rate":{{rate}},"endpointing_ms":300,"max_backlog_ms":10000}""");
        int chunks = 0;
        for (WebSocketMessage message; !(message = await socket.ReceiveAsync()).IsClose;)
        {
            if (Took(message) && !Answer(socket, ++chunks))
            {
                return;
            }
            else if (message.Kind == WebSocketMessageKind.Text && message.Payload.Span.SequenceEqual(ClientMessages.CloseStream))
            {
                int count = Trouble == FakeTrouble.Miscounts ? chunks + 1 : chunks;
                Say(socket, $$"""{"type":"session_end","session_id":"a","audio_ms":1,"chunks":{{count}},"finals":1,"reason":"close"}""");
                await socket.CloseAsync();
            }
            else if (message.Kind == WebSocketMessageKind.Text && message.Payload.Span.SequenceEqual(ClientMessages.Stop))
            {
                await socket.CloseAsync();
            }
        }

        socket.Dispose();
    }

    // True for a chunk with audio in it.
    private bool Took(WebSocketMessage message)
    {
        if (message.Kind == WebSocketMessageKind.Binary)
        {
            Chunks++;
            BinaryChunks++;
            return true;
        }

        ClientMessage said = ClientMessageReader.Read(message.Payload.Span);
        if (said.Kind == ClientMessageKind.Audio)
        {
            Assert.True(said.TryReadAudio(new byte[said.AudioSize], out int written));
            Assert.Equal(640, written);
            Chunks++;
            return true;
        }

        Others[said.Kind.ToString()] = Others.GetValueOrDefault(said.Kind.ToString()) + 1;
        return false;
    }

    private bool Answer(WebSocketLink socket, int chunk)
    {
        bool isNow = chunk == TroubleAt;
        switch (Trouble)
        {
            case FakeTrouble.RecogniserFails when chunk % TroubleAt == 0:
                Say(socket, """{"type":"error","message":"The recogniser failed","code":"RECOGNISER_FAILED"}""");
                return true;
            case FakeTrouble.Silent when chunk >= TroubleAt:
                return true;
            case FakeTrouble.Evicts when isNow:
                Say(socket, """{"type":"error","message":"Session is closing","code":"SESSION_CLOSING","reason":"deleted"}""");
                socket.BeginClose(WebSocketCloseCode.PolicyViolation);
                return true;
            case FakeTrouble.Cuts when isNow:
                socket.Abort();
                return false;
            case FakeTrouble.Unreadable when isNow:
                Say(socket, "yes");
                break;
            case FakeTrouble.Twice when isNow:
                Say(socket, """{"type":"partial","text":""}""");
                break;
        }

        if (chunk % 10 != 0)
        {
            int words = Trouble == FakeTrouble.Shrinks ? 11 - (chunk % 10) : 1 + (chunk % 10 / 3);
            Say(socket, chunk % 10 < 2 ? """{"type":"partial","text":""}""" : $$"""{"type":"partial","text":"{{string.Join(' ', Enumerable.Repeat("yes", words))}}"}""");
            return true;
        }

        int from = Trouble == FakeTrouble.TimesGoBack ? 0 : (chunk - 10) * 20;
        Say(socket, Trouble == FakeTrouble.Foreign ? """{"type":"final"}""" : $$"""{"type":"final","text":"yes yes","start_ms":{{from}},"end_ms":{{chunk * 20}},"words":[],"reason":"endpoint"}""");
        return true;
    }

    private static void Say(WebSocketLink socket, string text) => socket.TrySend(WebSocketMessageKind.Text, Encoding.UTF8.GetBytes(text));

    private static async Task<byte[]> HeadAsync(TcpLink transport)
    {
        var head = new ArrayBufferWriter<byte>();
        while (head.WrittenSpan.IndexOf("\r\n\r\n"u8) < 0)
        {
            int count = await transport.ReceiveAsync(head.GetMemory(1024));
            if (count == 0)
            {
                return [];
            }

            head.Advance(count);
        }

        return head.WrittenSpan.ToArray();
    }
}
