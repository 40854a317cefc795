using Millrace.Live.Wire;

namespace Millrace.Live.Load;

/// <summary>What the clients count beside their operations.</summary>
internal static class LiveCounts
{
    /// <summary>Bytes of event frames sent, WebSocket headers excluded.</summary>
    public const string EventBytes = "event-bytes";

    /// <summary>Event frames sent.</summary>
    public const string EventFrames = "event-frames";

    /// <summary>Frames of patches received.</summary>
    public const string PatchFrames = "patch-frames";

    /// <summary>Their bytes, WebSocket headers excluded.</summary>
    public const string PatchBytes = "patch-bytes";

    /// <summary>Operations in them.</summary>
    public const string Patches = "patches";

    /// <summary>Acks sent: for documents, and for frames of patches that asked for one.</summary>
    public const string Acks = "acks";

    /// <summary>Documents that the server sent in the middle of a session.</summary>
    public const string Documents = "documents";

    /// <summary>Frames that are none of the protocol's.</summary>
    public const string FrameDecode = "frame-decode-failures";

    /// <summary>Patches that are malformed or do not fit the document.</summary>
    public const string PatchDecode = "patch-decode-failures";

    /// <summary>Patches out of their order, after which a client asks for what it misses.</summary>
    public const string Gaps = "patch-gaps";

    /// <summary>Notices of the server.</summary>
    public const string Notices = "server-notices";

    /// <summary>Goodbyes that end a session under memory pressure, or because of its own size.</summary>
    public const string Evicted = "evicted";

    /// <summary>Goodbyes of any other reason.</summary>
    public const string Goodbyes = "goodbyes";

    /// <summary>Events that the server reports as done in a patch in which their token does not stand.</summary>
    public const string TokenMissing = "token-missing";

    /// <summary>Events that the server handled in one frame with a later one, whose value took the place of theirs before it was rendered.</summary>
    public const string Superseded = "superseded";

    /// <summary>Connections that went on with the session they had, by replay or by a document.</summary>
    public const string Resumed = "resumed";

    /// <summary>Connections that found their session gone and got a new one.</summary>
    public const string StartedAnew = "started-anew";

    /// <summary>Clients whose document was the server's at the end.</summary>
    public const string DocumentsEqual = "documents-equal";

    /// <summary>Clients whose document was another than the server's at the end.</summary>
    public const string DocumentsDiverged = "documents-diverged";

    /// <summary>Clients that asked for the server's document at the end and got none, or none that follows what they had.</summary>
    public const string DocumentsUnanswered = "documents-unanswered";

    /// <summary>Clients that had no connection at the end, and so could not ask.</summary>
    public const string DocumentsUnchecked = "documents-unchecked";

    /// <summary>How many clients opened a session.</summary>
    public const string Sessions = "sessions-opened";

    private static readonly string[] _operations = [.. Enumerable.Range(0, 64).Select(code => Enum.IsDefined((PatchOperation)code) && code > 0 ? $"op-{Words((PatchOperation)code)}" : "op-unknown")];

    /// <summary>Operations of one code in frames of patches, such as <c>op-text</c>.</summary>
    public static string OfOperation(int code) => _operations[code];

    /// <summary>The counts of all codes that the protocol has.</summary>
    public static IReadOnlyList<string> Operations { get; } = [.. Enum.GetValues<PatchOperation>().Where(code => code != PatchOperation.None).Select(code => OfOperation((int)code))];

    public static IReadOnlyList<string> All { get; } =
    [
        EventBytes, EventFrames, PatchFrames, PatchBytes, Patches, Acks, Documents, FrameDecode, PatchDecode, Gaps, Notices, Evicted, Goodbyes, TokenMissing, Superseded,
        Resumed, StartedAnew, DocumentsEqual, DocumentsDiverged, DocumentsUnanswered, DocumentsUnchecked, Sessions,
        .. Operations,
    ];

    // SetAttribute is set-attribute.
    private static string Words(PatchOperation operation) =>
        string.Concat(operation.ToString().Select((letter, i) => char.IsUpper(letter) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(letter)}" : $"{letter}"));
}
