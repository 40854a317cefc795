using System.Collections.Frozen;
using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Speech.Wire;
using Millrace.WebSockets;

namespace Millrace.Speech.Load.Clients;

/// <summary>The words under which a server's errors, and the ends of connections, are counted.</summary>
internal static class ServerWords
{
    /// <summary>An answer that is none of the protocol's.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>A first message that begins no session.</summary>
    public const string NoSession = "no-session";

    /// <summary>An error of a code that is not in the protocol.</summary>
    public const string OtherError = "error-other";

    // SESSION_LIMIT counts as session-limit.
    private static readonly FrozenDictionary<string, string> _codes = SpeechCodes.All.ToFrozenDictionary(code => code, code => code.ToLowerInvariant().Replace('_', '-'), StringComparer.Ordinal);

    /// <summary>The word for an error's code.</summary>
    public static string Of(in ServerMessage error) => _codes.GetValueOrDefault(error.Code, OtherError);

    /// <summary>True for an error that answers a chunk, after which the session goes on; the others end it.</summary>
    public static bool AnswersAChunk(string kind) => kind is not ("session-limit" or "session-closing" or "slow-client" or "audio-too-large");

    /// <summary>How a connection ended about which the server said nothing.</summary>
    public static string EndOf(WebSocketLink link) => WebSocketWords.OfEnd(link, ErrorKinds.Of);

    /// <summary>Why the upgrade failed.</summary>
    public static string Of(WebSocketConnectException e) => WebSocketWords.OfFailure(e, ErrorKinds.Of, HttpRoute.KindOf);
}
