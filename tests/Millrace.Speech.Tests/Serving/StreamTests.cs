using System.Net.WebSockets;
using System.Text.Json;

namespace Millrace.Speech.Tests.Serving;

public sealed class StreamTests
{
    [Fact(Timeout = 120_000)]
    public async Task Every_chunk_is_answered_and_an_utterance_ends_with_its_text()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SpeakAsync();
        await talker.SpeakAsync();
        await talker.SendAudioAsync(Sound.Silence(600));
        JsonElement final = await talker.ExpectAsync("final");

        Assert.NotEqual("", final.GetProperty("text").GetString());
        Assert.Equal("endpoint", final.GetProperty("reason").GetString());
        Assert.InRange(final.GetProperty("start_ms").GetInt64(), 0, 600);
        Assert.InRange(final.GetProperty("end_ms").GetInt64(), 1900, 2300);
        Assert.Equal(final.GetProperty("text").GetString(), string.Join(' ', final.GetProperty("words").EnumerateArray().Select(word => word.GetProperty("word").GetString())));
        await talker.CloseAsync();
        Assert.Equal(WebSocketCloseStatus.NormalClosure, talker.CloseStatus);
        await server.EmptyAsync();
        Assert.Equal(101, server.Engine.Counters.Chunks);
        Assert.Equal(101, server.Engine.Counters.Transcripts);
    }
}
