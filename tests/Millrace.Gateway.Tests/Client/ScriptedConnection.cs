using System.Text;
using System.Text.Json;

namespace Millrace.Gateway.Tests.Client;

/// <summary>One backend's connection, seen from the gateway: lines out, lines in.</summary>
internal sealed class ScriptedConnection(Stream stream) : IAsyncDisposable
{
    public const string Welcome =
        """{"request_id":"hello","action":"welcome","params":{"version":1,"ack":true,"binary":true,"max_line_bytes":2097152,"heartbeat_seconds":15}}""";

    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly StreamReader _reader = new(stream, new UTF8Encoding(false), detectEncodingFromByteOrderMarks: false, 64 * 1024);

    public Stream Stream => stream;

    public static string Context(string client, string room = "lobby", string metadata = "{}") =>
        $$$"""{"client_id":"{{{client}}}","room_id":"{{{room}}}","metadata":{"accepted":true,"client_id":"{{{client}}}","room_id":"{{{room}}}","metadata":{{{metadata}}}}}""";

    public static string Message(long seq, string client, string text) =>
        $$$$"""{"request_id":"m","seq":{{{{seq}}}},"action":"new_message","params":{"message":"{{{{text}}}}","context":{{{{Context(client)}}}}}}""";

    public static string PlainMessage(string client, string text) =>
        $$$$"""{"request_id":"m","action":"new_message","params":{"message":"{{{{text}}}}","context":{{{{Context(client)}}}}}}""";

    public static string About(string action, long seq, string client, string metadata = "{}") =>
        $$$$"""{"request_id":"e","seq":{{{{seq}}}},"action":"{{{{action}}}}","params":{"context":{{{{Context(client, metadata: metadata)}}}}}}""";

    public static string Question(string id, string path = "/ws/lobby") =>
        $$$$"""{"request_id":"{{{{id}}}}","action":"connection_request","params":{"headers":{"User-Agent":["test"],"Cookie":["a=1","b=2"]},"url":"{{{{path}}}}","remote_addr":"10.0.0.7:5000"}}""";

    public async Task SendAsync(params string[] lines) => await stream.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n"))));

    /// <summary>The next line; null at the end.</summary>
    public async Task<JsonElement?> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit, TimeProvider.System);
        return await _reader.ReadLineAsync(limit.Token) is { } line ? JsonElement.Parse(line) : null;
    }

    /// <summary>The next line that is no acknowledgement.</summary>
    public async Task<JsonElement> ReadPastAcksAsync()
    {
        JsonElement line;
        do
        {
            line = await ReadAsync() ?? throw new EndOfStreamException("The backend closed instead of going on.");
        }
        while (line.GetProperty("action").GetString() == "ack");

        return line;
    }

    /// <summary>The params of the next line, which must be of that action; acknowledgements before it are stepped over, unless they are asked for.</summary>
    public async Task<JsonElement> ReadAsync(string action)
    {
        while (true)
        {
            JsonElement line = await ReadAsync() ?? throw new EndOfStreamException($"The backend closed instead of sending {action}.");
            string? found = line.GetProperty("action").GetString();
            if (found == action)
            {
                return line.GetProperty("params");
            }

            Assert.True(found == "ack", $"expected {action}, the backend sent {line}");
        }
    }

    /// <summary>The message of the next line, which must go to a client.</summary>
    public async Task<string?> ReadMessageAsync() => (await ReadAsync("message_to_connection")).GetProperty("message").GetString();

    /// <summary>Reads acknowledgements until that one.</summary>
    public async Task ReadAckAsync(long seq)
    {
        long acknowledged;
        do
        {
            acknowledged = (await ReadAsync("ack")).GetProperty("seq").GetInt64();
            Assert.True(acknowledged <= seq, $"expected no more than {seq}, {acknowledged} was acknowledged");
        }
        while (acknowledged < seq);
    }

    /// <summary>Reads to the end, which must come; returns the lines.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadToEndAsync()
    {
        List<JsonElement> lines = [];
        while (await ReadAsync() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await stream.DisposeAsync();
    }
}
