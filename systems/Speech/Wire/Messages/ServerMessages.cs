using System.Buffers;
using System.Globalization;
using Millrace.Speech.Wire.Json;

namespace Millrace.Speech.Wire;

/// <summary>Writes the messages of the server, compact as the service does that this one is compatible with: the compatible keys first, in its order.</summary>
public static class ServerMessages
{
    /// <summary>The answer to a chunk of silence, and to most chunks of a server that idles.</summary>
    public static ReadOnlySpan<byte> EmptyPartial => """{"type":"partial","text":""}"""u8;

    /// <summary>The first message.</summary>
    /// <param name="into">Takes it.</param>
    /// <param name="sessionId">A UUID.</param>
    /// <param name="sampleRate">Samples a second that the server takes.</param>
    /// <param name="endpointingMs">Milliseconds of silence that end an utterance.</param>
    /// <param name="maxBacklogMs">Milliseconds of audio that may wait for their answers.</param>
    /// <param name="maxChunkBytes">Bytes of PCM that a chunk may have.</param>
    public static void SessionStart(IBufferWriter<byte> into, string sessionId, int sampleRate, int endpointingMs, int maxBacklogMs, int maxChunkBytes)
    {
        ArgumentNullException.ThrowIfNull(into);
        JsonPen pen = new(into);
        pen.Raw("""{"type":"session_start","session_id":"""u8);
        pen.Text(sessionId);
        pen.Raw(""","sample_rate":"""u8);
        pen.Number(sampleRate);
        pen.Raw(""","endpointing_ms":"""u8);
        pen.Number(endpointingMs);
        pen.Raw(""","max_backlog_ms":"""u8);
        pen.Number(maxBacklogMs);
        pen.Raw(""","max_chunk_bytes":"""u8);
        pen.Number(maxChunkBytes);
        pen.Raw("}"u8);
        pen.Close();
    }

    /// <summary>All words of the utterance so far.</summary>
    public static void Partial(IBufferWriter<byte> into, ReadOnlySpan<char> text)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (text.IsEmpty)
        {
            into.Write(EmptyPartial);
            return;
        }

        JsonPen pen = new(into);
        pen.Raw("""{"type":"partial","text":"""u8);
        pen.Text(text);
        pen.Raw("}"u8);
        pen.Close();
    }

    /// <summary>An utterance, or all that ended in one chunk.</summary>
    /// <param name="into">Takes it.</param>
    /// <param name="text">Its words.</param>
    /// <param name="startMs">Where it begins, in milliseconds of audio.</param>
    /// <param name="endMs">Where it ends.</param>
    /// <param name="words">Its words with their times.</param>
    /// <param name="reason">One of <see cref="SpeechReasons"/>.</param>
    public static void Final(IBufferWriter<byte> into, ReadOnlySpan<char> text, long startMs, long endMs, IReadOnlyList<TimedWord> words, string reason)
    {
        ArgumentNullException.ThrowIfNull(into);
        ArgumentNullException.ThrowIfNull(words);
        JsonPen pen = new(into);
        pen.Raw("""{"type":"final","text":"""u8);
        pen.Text(text);
        pen.Raw(""","start_ms":"""u8);
        pen.Number(startMs);
        pen.Raw(""","end_ms":"""u8);
        pen.Number(endMs);
        pen.Raw(""","words":["""u8);
        for (int i = 0; i < words.Count; i++)
        {
            TimedWord word = words[i];
            pen.Raw(i == 0 ? """{"word":"""u8 : """,{"word":"""u8);
            pen.Text(word.Text);
            pen.Raw(""","start_ms":"""u8);
            pen.Number(word.StartMs);
            pen.Raw(""","end_ms":"""u8);
            pen.Number(word.EndMs);
            pen.Raw("}"u8);
        }

        pen.Raw("""],"reason":"""u8);
        pen.Text(reason);
        pen.Raw("}"u8);
        pen.Close();
    }

    /// <summary>Something that the client should know; the session goes on.</summary>
    public static void Warning(IBufferWriter<byte> into, string code, string message, long backlogMs)
    {
        ArgumentNullException.ThrowIfNull(into);
        JsonPen pen = new(into);
        pen.Raw("""{"type":"warning","code":"""u8);
        pen.Text(code);
        pen.Raw(""","message":"""u8);
        pen.Text(message);
        pen.Raw(""","backlog_ms":"""u8);
        pen.Number(backlogMs);
        pen.Raw("}"u8);
        pen.Close();
    }

    /// <summary>The last message after <c>CloseStream</c>.</summary>
    public static void SessionEnd(IBufferWriter<byte> into, string sessionId, long audioMs, long chunks, long finals, string reason)
    {
        ArgumentNullException.ThrowIfNull(into);
        JsonPen pen = new(into);
        pen.Raw("""{"type":"session_end","session_id":"""u8);
        pen.Text(sessionId);
        pen.Raw(""","audio_ms":"""u8);
        pen.Number(audioMs);
        pen.Raw(""","chunks":"""u8);
        pen.Number(chunks);
        pen.Raw(""","finals":"""u8);
        pen.Number(finals);
        pen.Raw(""","reason":"""u8);
        pen.Text(reason);
        pen.Raw("}"u8);
        pen.Close();
    }

    /// <summary>Something went wrong.</summary>
    /// <param name="into">Takes it.</param>
    /// <param name="code">One of <see cref="SpeechCodes"/>.</param>
    /// <param name="message">It in words.</param>
    /// <param name="reason">One of <see cref="SpeechReasons"/>; null: none.</param>
    /// <param name="retryAfterSeconds">When to try again; null: not said.</param>
    public static void Error(IBufferWriter<byte> into, string code, ReadOnlySpan<char> message, string? reason = null, int? retryAfterSeconds = null)
    {
        ArgumentNullException.ThrowIfNull(into);
        JsonPen pen = new(into);
        pen.Raw("""{"type":"error","message":"""u8);
        pen.Text(message);
        pen.Raw(""","code":"""u8);
        pen.Text(code);
        if (reason is not null)
        {
            pen.Raw(""","reason":"""u8);
            pen.Text(reason);
        }

        if (retryAfterSeconds is { } seconds)
        {
            pen.Raw(""","retry_after":"""u8);
            pen.Number(seconds);
        }

        pen.Raw("}"u8);
        pen.Close();
    }

    /// <summary><see cref="SpeechCodes.InvalidJson"/>, as the compatible service words it.</summary>
    public static void InvalidJson(IBufferWriter<byte> into) => Error(into, SpeechCodes.InvalidJson, "Invalid JSON");

    /// <summary><see cref="SpeechCodes.InvalidAudio"/>, as the compatible service words it.</summary>
    public static void InvalidAudio(IBufferWriter<byte> into) => Error(into, SpeechCodes.InvalidAudio, "Invalid base64 audio data");

    /// <summary><see cref="SpeechCodes.UnknownType"/>, as the compatible service words it.</summary>
    public static void UnknownType(IBufferWriter<byte> into, string type) => Error(into, SpeechCodes.UnknownType, $"Unknown message type: {type}");

    /// <summary><see cref="SpeechCodes.SessionClosing"/>, as the compatible service words it, and why.</summary>
    public static void SessionClosing(IBufferWriter<byte> into, string reason) => Error(into, SpeechCodes.SessionClosing, "Session is closing", reason);

    /// <summary><see cref="SpeechCodes.SessionLimit"/>, as the compatible service words it.</summary>
    public static void SessionLimit(IBufferWriter<byte> into, int limit, int retryAfterSeconds) =>
        Error(into, SpeechCodes.SessionLimit, LimitReached(limit), retryAfterSeconds: retryAfterSeconds);

    /// <summary>That no session is free, as the compatible service words it on the WebSocket and over HTTP.</summary>
    public static string LimitReached(int limit) => string.Create(CultureInfo.InvariantCulture, $"Maximum {limit} concurrent sessions reached");

    /// <summary>That one address has as many sessions as it may have.</summary>
    public static string AddressLimitReached(int limit) => string.Create(CultureInfo.InvariantCulture, $"Maximum {limit} concurrent sessions of one address reached");
}
