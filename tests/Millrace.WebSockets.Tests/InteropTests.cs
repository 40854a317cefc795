using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using Millrace.WebSockets.Handshake;
using TcpListener = Millrace.Shards.TcpListener;

namespace Millrace.WebSockets.Tests;

/// <summary>Both sides against the runtime's own WebSocket, which shares no line with ours.</summary>
public sealed class InteropTests
{
    private static readonly WebSocketOptions s_deflating = new() { Deflate = new WebSocketDeflateOptions() };

    public static TheoryData<int> WindowBits => [0, 9, 12, 15];

    [Theory]
    [MemberData(nameof(WindowBits))]
    public Task The_runtimes_client_echoes_through_our_server(int windowBits) => OnShard.Run(async (shard, stop) =>
    {
        using TcpListener listener = shard.Listen(new IPEndPoint(IPAddress.Loopback, 0));
        Task serving = Serve(listener, stop);
        using var client = new ClientWebSocket();
        client.Options.AddSubProtocol("echo");
        if (windowBits > 0)
        {
            client.Options.DangerousDeflateOptions = new() { ServerMaxWindowBits = windowBits, ClientMaxWindowBits = windowBits };
        }

        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{listener.LocalEndPoint.Port}/x"), stop);
        Assert.Equal("echo", client.SubProtocol);
        foreach (byte[] payload in Payloads())
        {
            await client.SendAsync(payload, WebSocketMessageType.Text, true, stop);
            Assert.True((await ReceiveAsync(client, stop)).AsSpan().SequenceEqual(payload));
        }

        // In three fragments, with whatever pings the runtime sends between them.
        byte[] parts = "one two three"u8.ToArray();
        await client.SendAsync(parts.AsMemory(0, 4), WebSocketMessageType.Text, false, stop);
        await client.SendAsync(parts.AsMemory(4, 4), WebSocketMessageType.Text, false, stop);
        await client.SendAsync(parts.AsMemory(8), WebSocketMessageType.Text, true, stop);
        Assert.Equal(parts, await ReceiveAsync(client, stop));

        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", stop);
        Assert.Equal((WebSocketState.Closed, WebSocketCloseStatus.NormalClosure), (client.State, client.CloseStatus));
        await serving;
    });

    [Theory]
    [MemberData(nameof(WindowBits))]
    public Task Our_client_echoes_through_the_runtimes_server(int windowBits) => OnShard.Run(async (shard, stop) =>
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task serving = ServeWithRuntime(listener, windowBits, stop);
        WebSocketLink client = await WebSocketClient.ConnectAsync(
            shard,
            new Uri($"ws://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/"),
            new WebSocketClientOptions { Connection = windowBits > 0 ? s_deflating : WebSocketOptions.Default },
            stop);
        foreach (byte[] payload in Payloads())
        {
            await client.SendAsync(WebSocketMessageKind.Text, payload, stop);
            Assert.True((await client.ReceiveAsync(stop)).Payload.Span.SequenceEqual(payload));
        }

        await client.CloseAsync((WebSocketCloseCode)4321, "enough", stop);
        Assert.Equal((WebSocketCloseKind.ByUs, (WebSocketCloseCode)4321), (client.CloseKind, client.CloseCode));
        await serving;
    });

    private static IEnumerable<byte[]> Payloads()
    {
        // Text whose repetitions lie further apart than a small window reaches.
        var random = new Random(8);
        string page = string.Concat(Enumerable.Range(0, 700).Select(_ => $"{random.Next()} "));
        foreach (int length in new[] { 0, 1, 125, 126, 1000, 65_535, 65_536, 200_000 })
        {
            yield return Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(page, 40)))[..length];
        }
    }

    private static async Task Serve(TcpListener listener, CancellationToken stop)
    {
        WebSocketAccept accept = await WebSocketServer.AcceptAsync(
            await listener.AcceptAsync(stop), new WebSocketServerOptions { Connection = s_deflating, Subprotocols = ["echo"] }, stop);
        await WebSocketLinkTests.Echo(accept.Link!, stop);
    }

    private static async Task ServeWithRuntime(Socket listener, int windowBits, CancellationToken stop)
    {
        using Socket socket = await listener.AcceptAsync(stop);
        using var stream = new NetworkStream(socket);
        byte[] buffer = new byte[4096];
        string request = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, stop));
        string key = request.Split("Sec-WebSocket-Key: ")[1][..24];
        string extension = windowBits == 0 ? "" : "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
            + $"client_max_window_bits={windowBits}\r\n";
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {AcceptKey.AnswerTo(key)}\r\n{extension}\r\n"),
            stop);
        using var server = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions
        {
            IsServer = true,
            DangerousDeflateOptions = windowBits == 0 ? null : new()
            {
                ClientMaxWindowBits = windowBits,
                ClientContextTakeover = false,
                ServerContextTakeover = false,
            },
        });
        byte[] message = new byte[300_000];
        while (true)
        {
            int length = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await server.ReceiveAsync(message.AsMemory(length), stop);
                length += result.Count;
            }
            while (!result.EndOfMessage);

            if (result.MessageType == WebSocketMessageType.Close)
            {
                await server.CloseOutputAsync(server.CloseStatus!.Value, server.CloseStatusDescription, stop);
                return;
            }

            await server.SendAsync(message.AsMemory(0, length), result.MessageType, true, stop);
        }
    }

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket client, CancellationToken stop)
    {
        byte[] message = new byte[300_000];
        int length = 0;
        ValueWebSocketReceiveResult result;
        do
        {
            result = await client.ReceiveAsync(message.AsMemory(length), stop);
            length += result.Count;
        }
        while (!result.EndOfMessage);
        return message[..length];
    }
}
