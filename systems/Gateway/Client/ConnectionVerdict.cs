using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Millrace.Gateway.Client;

/// <summary>A backend's answer to a <see cref="ConnectionRequest"/>.</summary>
public sealed record ConnectionVerdict
{
    private ConnectionVerdict()
    {
    }

    /// <summary>True where the client may come in.</summary>
    public bool IsAccepted { get; private init; }

    /// <summary>The client's id; empty lets the gateway make one.</summary>
    public string ClientId { get; private init; } = "";

    /// <summary>The client's first room; empty makes it the path of the request.</summary>
    public string Room { get; private init; } = "";

    /// <summary>Further rooms. A gateway of the plain protocol ignores them.</summary>
    public IReadOnlyList<string> Rooms { get; private init; } = [];

    /// <summary>A JSON object as UTF-8 that comes with each event of this client; empty for none.</summary>
    public ReadOnlyMemory<byte> Metadata { get; private init; }

    /// <summary>The HTTP status of a refusal.</summary>
    public int Status { get; private init; }

    /// <summary>Why, for the client to read: the body of a refusal.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Lets the client in.</summary>
    public static ConnectionVerdict Accept(string clientId = "", string room = "", IReadOnlyList<string>? rooms = null, JsonObject? metadata = null) => new()
    {
        IsAccepted = true,
        ClientId = clientId,
        Room = room,
        Rooms = rooms ?? [],
        Metadata = metadata is null ? default : Encoding.UTF8.GetBytes(metadata.ToJsonString()),
    };

    /// <summary>Keeps the client out with an HTTP status, 400 to 599, and a reason for it to read. A gateway of the plain protocol sends neither on.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The status is not within 400 to 599.</exception>
    public static ConnectionVerdict Refuse(int status = 403, string reason = "")
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(status, 400);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(status, 599);
        return new() { Status = status, Reason = reason };
    }

    /// <summary>The same with metadata of a type of one's own, which must become a JSON object.</summary>
    /// <exception cref="ArgumentException">It becomes something else.</exception>
    public ConnectionVerdict WithMetadata<T>(T metadata, JsonTypeInfo<T> type)
    {
        // With a writer of our own: it goes on one line, whatever the type's options say.
        ArrayBufferWriter<byte> written = new();
        using (Utf8JsonWriter writer = new(written))
        {
            JsonSerializer.Serialize(writer, metadata, type);
        }

        byte[] json = written.WrittenSpan.ToArray();
        return json is [(byte)'{', ..]
            ? this with { Metadata = json }
            : throw new ArgumentException($"Metadata must be a JSON object; {typeof(T).Name} became {Encoding.UTF8.GetString(json)}.", nameof(metadata));
    }
}
