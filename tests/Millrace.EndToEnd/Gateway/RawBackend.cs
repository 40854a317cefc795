using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Millrace.EndToEnd.Gateway;

/// <summary>A backend of one connection that says exactly what a test wants.</summary>
internal sealed class RawBackend : IDisposable
{
    private readonly TcpClient _tcp = new() { NoDelay = true };
    private StreamReader _reader = StreamReader.Null;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<RawBackend> ConnectAsync(GatewayUnderTest gateway)
    {
        RawBackend backend = new();
        await backend._tcp.ConnectAsync(gateway.Backends, Stopping);
        backend._reader = new StreamReader(backend._tcp.GetStream(), new UTF8Encoding(false, throwOnInvalidBytes: true));
        return backend;
    }

    /// <summary>One that has said hello and been welcomed.</summary>
    public static async Task<RawBackend> HelloAsync(GatewayUnderTest gateway, string agreement = "\"ack\":true,\"binary\":true")
    {
        RawBackend backend = await ConnectAsync(gateway);
        await backend.SendAsync($$$"""{"action":"hello","request_id":"h","params":{"version":1,"name":"raw",{{{agreement}}}}}""");
        JsonElement welcome = await backend.ReadAsync("welcome");
        Assert.Equal("h", welcome.GetProperty("request_id").GetString());
        return backend;
    }

    public async Task SendAsync(string line) => await SendBytesAsync(Encoding.UTF8.GetBytes(line + "\n"));

    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes) => await _tcp.GetStream().WriteAsync(bytes, Stopping);

    /// <summary>The next line but heartbeats; null at the end of the stream, however it came.</summary>
    public async Task<JsonElement?> ReadAnyAsync()
    {
        try
        {
            while (await _reader.ReadLineAsync(Stopping) is { } line)
            {
                JsonElement read = JsonSerializer.Deserialize<JsonElement>(line);
                if (ActionOf(read) != "heartbeat")
                {
                    return read;
                }
            }
        }
        catch (IOException)
        {
            // Expected: the gateway reset the connection.
        }

        return null;
    }

    /// <summary>The next line, which has to be about this.</summary>
    public async Task<JsonElement> ReadAsync(string action)
    {
        JsonElement? read = await ReadAnyAsync();
        Assert.True(read is not null, $"The connection ended where {action} was due.");
        Assert.Equal(action, ActionOf(read.Value));
        return read.Value;
    }

    /// <summary>Lets the next client in.</summary>
    public async Task<JsonElement> AcceptNextAsync(string clientId, string room)
    {
        JsonElement question = await ReadAsync("connection_request");
        await AcceptAsync(IdOf(question), clientId, room);
        return question;
    }

    public Task AcceptAsync(string requestId, string clientId, string room) => SendAsync(
        $$$$"""{"action":"response","request_id":"{{{{requestId}}}}","params":{"accepted":true,"client_id":"{{{{clientId}}}}","room_id":"{{{{room}}}}","metadata":{"of":"raw"}}}""");

    public Task TellAsync(string clientId, string message) =>
        SendAsync($$$"""{"action":"message_to_connection","request_id":"m","params":{"conn_id":"{{{clientId}}}","message":"{{{message}}}"}}""");

    public static string IdOf(JsonElement line) => line.GetProperty("request_id").GetString()!;

    public static string ActionOf(JsonElement line) => line.GetProperty("action").GetString()!;

    public void Dispose()
    {
        _reader.Dispose();
        _tcp.Dispose();
    }
}
