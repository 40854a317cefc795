using System.Buffers;
using System.Text;
using System.Text.Json;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Wire;

public sealed class ServerMessagesTests
{
    [Fact]
    public void Compatible_messages_are_exact()
    {
        Assert.Equal("""{"type":"partial","text":""}""", Text(into => ServerMessages.Partial(into, "")));
        Assert.Equal("""{"type":"partial","text":"hello world"}""", Text(into => ServerMessages.Partial(into, "hello world")));
        Assert.Equal("""{"type":"error","message":"Invalid JSON","code":"INVALID_JSON"}""", Text(ServerMessages.InvalidJson));
        Assert.Equal("""{"type":"error","message":"Invalid base64 audio data","code":"INVALID_AUDIO"}""", Text(ServerMessages.InvalidAudio));
        Assert.Equal("""{"type":"error","message":"Unknown message type: None","code":"UNKNOWN_TYPE"}""", Text(into => ServerMessages.UnknownType(into, "None")));
        Assert.Equal(
            """{"type":"error","message":"Maximum 1000 concurrent sessions reached","code":"SESSION_LIMIT","retry_after":5}""", Text(into => ServerMessages.SessionLimit(into, 1000, 5)));
        Assert.Equal("""{"type":"error","message":"Session is closing","code":"SESSION_CLOSING","reason":"idle"}""", Text(into => ServerMessages.SessionClosing(into, "idle")));
    }

    [Fact]
    public void Messages_beyond_those_are_as_the_protocol_says()
    {
        Assert.Equal(
            """{"type":"session_start","session_id":"x","sample_rate":16000,"endpointing_ms":300,"max_backlog_ms":10000,"max_chunk_bytes":262144}""",
            Text(into => ServerMessages.SessionStart(into, "x", 16_000, 300, 10_000, 262_144)));
        Assert.Equal(
            """{"type":"final","text":"go on","start_ms":20,"end_ms":900,"words":[{"word":"go","start_ms":20,"end_ms":400},{"word":"on","start_ms":400,"end_ms":900}],"reason":"endpoint"}""",
            Text(into => ServerMessages.Final(into, "go on", 20, 900, [new("go", 20, 400), new("on", 400, 900)], SpeechReasons.Endpoint)));
        Assert.Equal(
            """{"type":"warning","code":"AHEAD_OF_REAL_TIME","message":"m","backlog_ms":10000}""", Text(into => ServerMessages.Warning(into, SpeechCodes.AheadOfRealTime, "m", 10_000)));
        Assert.Equal(
            """{"type":"session_end","session_id":"x","audio_ms":1,"chunks":2,"finals":3,"reason":"close"}""", Text(into => ServerMessages.SessionEnd(into, "x", 1, 2, 3, SpeechReasons.Close)));
    }

    [Fact]
    public void Every_character_survives_and_only_what_must_be_is_escaped()
    {
        string all = string.Concat(Enumerable.Range(0, 0x300).Select(unit => (char)unit)) + "\u2028<>&'\"\\/😀 end";

        string json = Text(into => ServerMessages.Partial(into, all));

        Assert.Equal(all, JsonElement.Parse(json).GetProperty("text").GetString());
        Assert.Contains("<>&'\\\"\\\\/😀", json, StringComparison.Ordinal);
        Assert.Equal(all, ServerMessageReader.Read(Encoding.UTF8.GetBytes(json)).Text);
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_the_replacement_character() =>
        Assert.Equal("""{"type":"partial","text":"a�b"}""", Text(into => ServerMessages.Partial(into, "a\ud83db")));

    [Fact]
    public void A_long_text_is_whole()
    {
        string text = string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"wörd{i}\n"));
        Assert.Equal(text, JsonElement.Parse(Text(into => ServerMessages.Partial(into, text))).GetProperty("text").GetString());
    }

    [Fact]
    public void What_the_server_writes_the_reader_reads()
    {
        ServerMessage final = ServerMessageReader.Read(Bytes(into => ServerMessages.Final(into, "a \"b\"", 20, 900, [new("a", 20, 400), new("\"b\"", 400, 900)], SpeechReasons.Endpoint)));
        Assert.Equal(ServerMessageKind.Final, final.Kind);
        Assert.True(final.HasText);
        Assert.Equal("a \"b\"", final.Text);
        Assert.Equal(20, final.StartMs);
        Assert.Equal(900, final.EndMs);
        Assert.Equal("endpoint", final.Reason);
        Assert.Equal([new TimedWord("a", 20, 400), new TimedWord("\"b\"", 400, 900)], final.ReadWords());

        Assert.Equal(ServerMessageKind.Partial, ServerMessageReader.Read(ServerMessages.EmptyPartial).Kind);
        Assert.False(ServerMessageReader.Read(ServerMessages.EmptyPartial).HasText);
        ServerMessage error = ServerMessageReader.Read(Bytes(ServerMessages.InvalidJson));
        Assert.Equal(ServerMessageKind.Error, error.Kind);
        Assert.True(error.HasCode("INVALID_JSON"u8));
        Assert.Equal("abc", ServerMessageReader.Read(Bytes(into => ServerMessages.SessionStart(into, "abc", 1, 2, 3, 4))).SessionId);
    }

    [Fact]
    public void A_final_without_words_is_read_as_the_older_service_sends_it()
    {
        ServerMessage final = ServerMessageReader.Read("""{"type": "final"}"""u8);

        Assert.Equal(ServerMessageKind.Final, final.Kind);
        Assert.False(final.HasText);
        Assert.Equal(-1, final.StartMs);
        Assert.Empty(final.ReadWords());
    }

    [Fact]
    public void A_chunk_of_audio_reads_back()
    {
        byte[] pcm = [1, 2, 3, 250, 251, 252, 253];
        ArrayBufferWriter<byte> into = new();
        ClientMessages.Audio(into, pcm);
        Assert.Equal("""{"type":"audio","data":"AQID+vv8/Q=="}""", Encoding.UTF8.GetString(into.WrittenSpan));

        ClientMessage read = ClientMessageReader.Read(into.WrittenSpan);
        ArrayBufferWriter<byte> decoded = new();
        Assert.True(read.TryReadAudio(decoded));
        Assert.Equal(pcm, decoded.WrittenSpan);
        Assert.Equal(ClientMessageKind.Stop, ClientMessageReader.Read(ClientMessages.Stop).Kind);
        Assert.Equal(ClientMessageKind.KeepAlive, ClientMessageReader.Read(ClientMessages.KeepAlive).Kind);
        Assert.Equal(ClientMessageKind.Finalize, ClientMessageReader.Read(ClientMessages.Finalize).Kind);
        Assert.Equal(ClientMessageKind.CloseStream, ClientMessageReader.Read(ClientMessages.CloseStream).Kind);
    }

    private static string Text(Action<ArrayBufferWriter<byte>> write) => Encoding.UTF8.GetString(Bytes(write));

    private static byte[] Bytes(Action<ArrayBufferWriter<byte>> write)
    {
        ArrayBufferWriter<byte> into = new();
        write(into);
        return into.WrittenSpan.ToArray();
    }
}
