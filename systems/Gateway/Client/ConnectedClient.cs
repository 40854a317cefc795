using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Millrace.Gateway.Client.Connections;

namespace Millrace.Gateway.Client;

/// <summary>A client of the gateway that a backend has accepted, as its events describe it.</summary>
public sealed class ConnectedClient
{
    private readonly GatewayGroup _gateway;

    internal ConnectedClient(GatewayGroup gateway, string id, string room, ReadOnlyMemory<byte> metadata)
    {
        _gateway = gateway;
        Id = id;
        Room = room;
        MetadataJson = metadata;
    }

    /// <summary>Its id, unique in its gateway.</summary>
    public string Id { get; }

    /// <summary>The room that it was accepted into.</summary>
    public string Room { get; }

    /// <summary>The metadata that it was accepted with, a JSON object as UTF-8; empty where there was none.</summary>
    public ReadOnlyMemory<byte> MetadataJson { get; }

    /// <summary>Whatever the program wants to remember about the client while it is served over one connection; null at first. With a gateway of the
    /// plain protocol and more than 65,536 clients, those may lose it that have long been silent.</summary>
    public object? State { get; set; }

    /// <summary>The metadata as a type of one's own; default where there was none.</summary>
    /// <exception cref="JsonException">It does not fit the type.</exception>
    public T? Metadata<T>(JsonTypeInfo<T> type) => MetadataJson.IsEmpty ? default : JsonSerializer.Deserialize(MetadataJson.Span, type);

    /// <summary>Sends text to it. See <see cref="GatewayBackend.SendToClientAsync(string, string, CancellationToken)"/>.</summary>
    public ValueTask SendAsync(string text, CancellationToken stop = default) => _gateway.SendAsync(OutgoingLine.ToClient(Id, text), stop);

    /// <summary>Sends UTF-8 text, or bytes as a binary message, to it.</summary>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, bool isBinary = false, CancellationToken stop = default) =>
        _gateway.SendAsync(OutgoingLine.ToClient(Id, message, isBinary), stop);

    /// <summary>Makes it a member of a further room.</summary>
    public ValueTask JoinAsync(string room, CancellationToken stop = default) => _gateway.SendAsync(OutgoingLine.Join(Id, room), stop);

    /// <summary>Ends its membership of a room.</summary>
    public ValueTask LeaveAsync(string room, CancellationToken stop = default) => _gateway.SendAsync(OutgoingLine.Leave(Id, room), stop);

    /// <summary>Closes its connection with a WebSocket close code and a reason of at most 123 bytes.</summary>
    public ValueTask DisconnectAsync(int code = 1000, string reason = "", CancellationToken stop = default) =>
        _gateway.SendAsync(OutgoingLine.Disconnect(Id, code, reason), stop);
}
