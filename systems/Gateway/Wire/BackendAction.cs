using Millrace.Gateway.Wire.Json;

namespace Millrace.Gateway.Wire;

/// <summary>
/// One line of a backend, read. Made once a connection and filled anew by each <see cref="BackendActionParser.TryParse"/>; spans are valid
/// until then. Ids are at most 256 characters.
/// </summary>
public sealed class BackendAction
{
    /// <summary>What is asked.</summary>
    public BackendActionKind Kind { get; internal set; }

    /// <summary>The request's id; empty where none was given.</summary>
    public ReadOnlySpan<char> RequestId => RequestIdText.Value;

    /// <summary><c>conn_id</c> of an action on one client, <c>client_id</c> of a response; empty where a response gives none.</summary>
    public ReadOnlySpan<char> ClientId => ClientIdText.Value;

    /// <summary><c>room_id</c>; empty where a response gives none.</summary>
    public ReadOnlySpan<char> RoomId => RoomIdText.Value;

    /// <summary>The message to deliver, unescaped, or decoded where it is binary.</summary>
    public ReadOnlySpan<byte> Message => MessageBytes.Value;

    /// <summary>True where the message goes out as a binary frame (<c>"binary":true</c>, base64 on the line).</summary>
    public bool IsBinary { get; internal set; }

    /// <summary>The whole <c>params</c> object of a response as it stood on the line; empty otherwise.</summary>
    public ReadOnlySpan<byte> Params => ParamsBytes.Value;

    /// <summary><c>accepted</c> of a response; true where it is missing.</summary>
    public bool IsAccepted { get; internal set; } = true;

    /// <summary>False where a response says <c>"resume":false</c>: the client is not the one that it was before. Anything else is true.</summary>
    public bool MayResume { get; internal set; } = true;

    /// <summary><c>status</c> of a response that refuses, 400 to 599; 0 where none was given.</summary>
    public int Status { get; internal set; }

    /// <summary><c>reason</c> of a refusal (at most 256 characters) or of a disconnect (at most 123 bytes); empty where none was given.</summary>
    public string Reason { get; internal set; } = "";

    /// <summary><c>rooms</c> of a response: further rooms beside <see cref="RoomId"/>, at most 256.</summary>
    public IReadOnlyList<string> Rooms { get; internal set; } = [];

    /// <summary><c>seq</c> of an ack.</summary>
    public long Sequence { get; internal set; }

    /// <summary><c>code</c> of a disconnect, one that a close frame may carry; 1000 where none was given.</summary>
    public int CloseCode { get; internal set; }

    /// <summary>What a hello says.</summary>
    public BackendHello Hello { get; internal set; } = BackendHello.None;

    internal IdText RequestIdText { get; } = new();

    internal IdText ClientIdText { get; } = new();

    internal IdText RoomIdText { get; } = new();

    internal MessageBytes MessageBytes { get; } = new();

    internal MessageBytes ParamsBytes { get; } = new();

    internal void Clear()
    {
        Kind = BackendActionKind.Unknown;
        IsBinary = false;
        IsAccepted = MayResume = true;
        Status = 0;
        Reason = "";
        Rooms = [];
        Sequence = 0;
        CloseCode = 1000;
        Hello = BackendHello.None;
        RequestIdText.Clear();
        ClientIdText.Clear();
        RoomIdText.Clear();
        MessageBytes.Clear();
        ParamsBytes.Clear();
    }
}
