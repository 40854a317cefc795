using System.Text.Json;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Load.Clients;

/// <summary>What a server says as it begins a session.</summary>
/// <param name="Id">The session's id.</param>
/// <param name="SampleRate">Samples a second that it wants; null for a server that does not say.</param>
/// <param name="EndpointingMs">The silence that ends an utterance; null for a server that does not say.</param>
internal sealed record SessionStart(string Id, int? SampleRate, int? EndpointingMs)
{
    /// <summary>True for a server that knows more than the service whose API this is: KeepAlive, CloseStream, the text of finals.</summary>
    public bool KnowsMore => SampleRate is not null;

    /// <summary>Reads the first message; null where it begins no session.</summary>
    public static SessionStart? Read(ReadOnlyMemory<byte> message)
    {
        if (ServerMessageReader.Read(message.Span) is not { Kind: ServerMessageKind.SessionStart } start)
        {
            return null;
        }

        using JsonDocument document = JsonDocument.Parse(message);
        return new SessionStart(start.SessionId, Number(document, "sample_rate"), Number(document, "endpointing_ms"));
    }

    /// <summary>How many chunks the last message of a session counts; null where it does not say.</summary>
    public static int? ChunksOf(ReadOnlyMemory<byte> sessionEnd)
    {
        using JsonDocument document = JsonDocument.Parse(sessionEnd);
        return Number(document, "chunks");
    }

    private static int? Number(JsonDocument document, string name) =>
        document.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number : null;
}
