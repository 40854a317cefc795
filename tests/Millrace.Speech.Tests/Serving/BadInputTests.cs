using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Serving;

/// <summary>What a stranger may send: he gets an answer, and his neighbours notice nothing.</summary>
public sealed class BadInputTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("", "INVALID_JSON", "Invalid JSON")]
    [InlineData("{", "INVALID_JSON", "Invalid JSON")]
    [InlineData("[1]", "INVALID_JSON", "Invalid JSON")]
    [InlineData("audio", "INVALID_JSON", "Invalid JSON")]
    [InlineData("{}", "UNKNOWN_TYPE", "Unknown message type: None")]
    [InlineData("""{"type":"sing"}""", "UNKNOWN_TYPE", "Unknown message type: sing")]
    [InlineData("""{"type":7}""", "UNKNOWN_TYPE", "Unknown message type: 7")]
    [InlineData("""{"type":"audio","data":"!!!"}""", "INVALID_AUDIO", "Invalid base64 audio data")]
    [InlineData("""{"type":"audio","data":"AAA"}""", "INVALID_AUDIO", "Invalid base64 audio data")]
    [InlineData("""{"type":"audio","data":7}""", "INVALID_AUDIO", "Invalid base64 audio data")]
    public async Task What_is_not_understood_is_answered_and_the_session_goes_on(string text, string code, string message)
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync(text);
        JsonElement error = await talker.ExpectErrorAsync(code);

        Assert.Equal(message, error.GetProperty("message").GetString());
        Assert.Equal(1, server.Engine.Counters.BadMessages);
        await talker.SpeakAsync();
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task Empty_audio_gets_no_answer()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync("""{"type":"audio","data":""}""");
        await talker.SendAsync("""{"type":"audio"}""");
        await talker.SendAsync(ReadOnlyMemory<byte>.Empty);
        await talker.SendAsync("""{"type":"KeepAlive"}""");
        await talker.SendAsync("?");

        await talker.ExpectErrorAsync("INVALID_JSON");
        Assert.Equal(0, server.Engine.Counters.Chunks);
    }

    [Fact(Timeout = 120_000)]
    public async Task Chunks_of_any_odd_size_are_answered_one_by_one_and_heard_whole()
    {
        RecogniserInTest recogniser = new() { NeedsAudio = true, LookBack = TimeSpan.FromSeconds(10) };
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest talker = await server.TalkAsync();
        byte[] pcm = [.. Sound.Silence(100), .. Sound.Speech(1500), .. Sound.Silence(200)];
        Random random = new(3);
        for (int at = 0; at < pcm.Length;)
        {
            int length = Math.Min(pcm.Length - at, random.Next(1, 777));
            await talker.SendAsync(pcm.AsMemory(at, length));
            await talker.ExpectAsync("partial");
            at += length;
        }

        await talker.SendAsync("""{"type":"Finalize"}""");
        await talker.ExpectAsync("final");
        // All but the half of a sample that the last chunk may have left over, and what the voice activity still took for silence at the end.
        Assert.InRange(recogniser.Heard.Count, 32 * 1600, pcm.Length);
        Assert.Equal(pcm.AsSpan(0, recogniser.Heard.Count).ToArray(), recogniser.Heard.ToArray());
    }

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Enormous_audio_is_refused_by_its_size_and_the_largest_that_may_come_is_taken(bool asText)
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxChunkBytes = 32_000 });
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await SendAsync(new byte[32_000]);
        await talker.ExpectAsync("partial");
        await SendAsync(new byte[32_001]);

        JsonElement error = await talker.ExpectErrorAsync("AUDIO_TOO_LARGE");
        Assert.Contains("32000", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        await talker.ExpectCloseAsync(WebSocketCloseStatus.MessageTooBig);
        await server.StillServesAsync(neighbour);

        Task SendAsync(byte[] pcm) => asText ? talker.SendAudioAsync(pcm) : talker.SendAsync(pcm);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_message_without_end_is_cut_short()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxChunkBytes = 32_000 });
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 40; i++)
        {
            await talker.SendAsync(new byte[10_000], WebSocketMessageType.Binary, isLast: false);
        }

        await talker.ExpectErrorAsync("AUDIO_TOO_LARGE");
        await talker.ExpectCloseAsync(WebSocketCloseStatus.MessageTooBig);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task Text_that_is_not_UTF_8_ends_the_connection_with_1007()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync(new byte[] { (byte)'{', 0xFF, 0xFE }, WebSocketMessageType.Text);

        Assert.Null(await talker.ReceiveAsync());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, talker.CloseStatus);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task Base64_in_a_binary_message_is_heard_as_audio()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync(Encoding.UTF8.GetBytes("""{"type":"stop"}"""));
        await talker.ExpectAsync("partial");
        await talker.SpeakAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task What_comes_after_stop_is_ignored()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync(Sound.Speech(20));
        await talker.SendAsync("""{"type":"stop"}""");
        await talker.SendAsync(Sound.Speech(20));
        await talker.SendAsync("?");
        await talker.SendAsync(new byte[1_000_000]);
        await talker.ExpectAsync("partial");

        await talker.ExpectCloseAsync(WebSocketCloseStatus.NormalClosure);
        Assert.Equal(1, server.Engine.Counters.Chunks);
        await server.EmptyAsync();
    }

    [Fact(Timeout = 300_000)]
    public async Task Random_messages_never_crash_anything_and_the_neighbour_is_answered()
    {
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxChunkBytes = 4096 });
        await using TalkerInTest neighbour = await server.TalkAsync();
        Random random = new(20);
        string[] seeds =
        [
            """{"type":"audio","data":"AAAAAAAAAAAAAAAA"}""", """{"type":"Finalize"}""", """{"type":"KeepAlive","x":[1,2,{"y":null}]}""", """{"data":"AA==","type":"audio"}""", """{"type":"CloseStream"}""",
        ];
        for (int session = 0; session < Soak.Count(300); session++)
        {
            await using TalkerInTest talker = await server.TalkAsync();
            try
            {
                for (int i = 0; i < 30; i++)
                {
                    if (random.Next(3) == 0)
                    {
                        byte[] pcm = new byte[random.Next(3000)];
                        random.NextBytes(pcm);
                        await talker.SendAsync(pcm);
                    }
                    else
                    {
                        byte[] text = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]);
                        for (int change = random.Next(4); change > 0; change--)
                        {
                            text[random.Next(text.Length)] = (byte)random.Next(random.Next(8) == 0 ? 256 : 128);
                        }

                        await talker.SendAsync(text.AsMemory(0, random.Next(1, text.Length + 1)), WebSocketMessageType.Text);
                    }
                }
            }
            catch (WebSocketException)
            {
                // The server has closed: a text was not UTF-8.
            }

            talker.Cut();
        }

        Assert.Equal(0, server.Log.Count(2803));
        await server.StillServesAsync(neighbour);
        neighbour.Cut();
        await server.EmptyAsync();
    }
}
