using System.Text.Json;
using Millrace.Speech.Wire;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Wire;

public sealed class WireGarbageTests
{
    private static readonly byte[] s_audio = [.. """{"type":"audio","n":[1.5e+3,-0,{"a":true,"b":null}],"da\u0074a":"AQID\/\u002bAB\ud83d\ude00"}"""u8];
    private static readonly byte[] s_final = [.. """{"type":"final","text":"go \"on\"","start_ms":20,"end_ms":900,"words":[{"word":"go","start_ms":20,"end_ms":400}],"reason":"endpoint"}"""u8];

    [Fact]
    public void The_readers_take_for_JSON_what_the_platform_takes_for_it_and_never_throw()
    {
        IEnumerable<byte[]> messages = Garbage.Bytes(1, 5_000).Concat(Garbage.Mutations(s_audio, 2, 30_000)).Concat(Garbage.Mutations(s_final, 3, 30_000))
            .Concat(Garbage.Truncations(s_audio)).Concat(Garbage.Truncations(s_final));
        foreach (byte[] message in messages)
        {
            ClientMessage client = ClientMessageReader.Read(message);
            ServerMessage server = ServerMessageReader.Read(message);
            bool isObject = IsObject(message);

            // The WebSocket has checked the UTF-8, which the platform's reader checks nowhere either but in names.
            Assert.True(isObject == (client.Kind != ClientMessageKind.InvalidJson), Convert.ToHexString(message));
            Assert.True(isObject == (server.Kind != ServerMessageKind.Invalid), Convert.ToHexString(message));
            byte[] pcm = new byte[client.AudioSize];
            if (client.TryReadAudio(pcm, out int written))
            {
                Assert.Equal(pcm.Length, written);
            }

            _ = client.TypeAsSaid;
            _ = server.Text + server.Code + server.Reason + server.SessionId + server.StartMs + server.EndMs;
            _ = server.ReadWords();
        }
    }

    [Fact]
    public void Broken_headers_of_WAV_files_are_refused_or_read_and_never_throw()
    {
        byte[] file = WavWriter.ToArray(16_000, new byte[64]);
        foreach (byte[] header in Garbage.Mutations(file, 5, 30_000).Concat(Garbage.Bytes(6, 2_000)))
        {
            bool isRead = WavReader.TryReadHeader(header, isAll: true, out WavHeader read, out string? error);

            Assert.Equal(isRead, error is null);
            if (isRead)
            {
                Assert.InRange(read.DataOffset, 20, header.Length);
                Assert.InRange(read.Format.Channels, 1, WavReader.MostChannels);
                Assert.InRange(read.Format.SampleRate, WavReader.LowestRate, WavReader.HighestRate);
            }
        }
    }

    private static bool IsObject(byte[] message)
    {
        try
        {
            Utf8JsonReader reader = new(message, new JsonReaderOptions { MaxDepth = 32 });
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
            }

            return isObject;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
