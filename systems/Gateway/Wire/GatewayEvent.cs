using Millrace.Gateway.Wire.Json;

namespace Millrace.Gateway.Wire;

/// <summary>
/// One line of the gateway, read by a backend. Made once a connection and filled anew by each <see cref="GatewayEventParser.TryParse"/>; spans are
/// valid until then. Ids are at most 4096 characters.
/// </summary>
public sealed class GatewayEvent
{
    /// <summary>What happened.</summary>
    public GatewayEventKind Kind { get; internal set; }

    /// <summary>The line's id: a connection_request is answered under it; answers of the gateway come under the question's.</summary>
    public ReadOnlySpan<char> RequestId => RequestIdText.Value;

    /// <summary>The event's number on this connection, from 1; 0 where it has none and needs no acknowledgement.</summary>
    public long Sequence { get; internal set; }

    /// <summary>True where another backend, now gone, may have handled the event already.</summary>
    public bool IsRedelivered { get; internal set; }

    /// <summary><c>client_id</c> of the client that it is about; empty where it is about none, or none yet.</summary>
    public ReadOnlySpan<char> ClientId => ClientIdText.Value;

    /// <summary>The room that the client was accepted into, or the one that a room_info is about.</summary>
    public ReadOnlySpan<char> RoomId => RoomIdText.Value;

    /// <summary>The JSON value that the accepting backend gave as the client's metadata; empty where it gave none.</summary>
    public ReadOnlySpan<byte> Metadata => MetadataBytes.Value;

    /// <summary>The message, unescaped, or decoded where it is binary.</summary>
    public ReadOnlySpan<byte> Message => MessageBytes.Value;

    /// <summary>True where the client sent a binary message and this connection agreed to get them as they are.</summary>
    public bool IsBinary { get; internal set; }

    /// <summary>The header fields of a client that asks to come in, or could not, in canonical spelling; a name stands once for each value.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; internal set; } = [];

    /// <summary>The path that such a client asked for.</summary>
    public string Path { get; internal set; } = "";

    /// <summary>Its address and port.</summary>
    public string RemoteAddress { get; internal set; } = "";

    /// <summary>What went wrong (error), why a connection ends (goodbye), why a line was refused (problem).</summary>
    public string Reason { get; internal set; } = "";

    /// <summary>What the refused line of a problem asked; empty where that is not known.</summary>
    public string Action { get; internal set; } = "";

    /// <summary>What a welcome says.</summary>
    public GatewayWelcome Welcome { get; internal set; } = GatewayWelcome.None;

    /// <summary>Members of the room that a room_info is about.</summary>
    public int Members { get; internal set; }

    internal IdText RequestIdText { get; } = new(IdText.MaxFromGateway);

    internal IdText ClientIdText { get; } = new(IdText.MaxFromGateway);

    internal IdText RoomIdText { get; } = new(IdText.MaxFromGateway);

    internal MessageBytes MessageBytes { get; } = new();

    internal MessageBytes MetadataBytes { get; } = new();

    internal void Clear()
    {
        Kind = GatewayEventKind.Unknown;
        Sequence = 0;
        IsRedelivered = false;
        IsBinary = false;
        Headers = [];
        Path = RemoteAddress = Reason = Action = "";
        Welcome = GatewayWelcome.None;
        Members = 0;
        RequestIdText.Clear();
        ClientIdText.Clear();
        RoomIdText.Clear();
        MessageBytes.Clear();
        MetadataBytes.Clear();
    }
}
