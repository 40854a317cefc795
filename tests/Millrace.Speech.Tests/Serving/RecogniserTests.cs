using System.Net.WebSockets;
using System.Text.Json;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Sessions;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Serving;

/// <summary>What becomes of a talker whose recogniser is slow, wrong or gone.</summary>
public sealed class RecogniserTests
{
    [Fact(Timeout = 120_000)]
    public async Task Answers_that_come_in_any_order_go_out_in_the_order_of_the_chunks()
    {
        RecogniserInTest recogniser = new();
        recogniser.OnPiece = recogniser.Hold;
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 50; i++)
        {
            await talker.SendAsync(Sound.Speech(20));
        }

        await Eventually.TrueAsync(() => recogniser.Held.Count == 50, "All chunks at the recogniser, though none is answered");
        Piece[] pieces = [.. recogniser.Held];
        int[] order = [.. Enumerable.Range(0, 50)];
        new Random(5).Shuffle(order);
        Parallel.ForEach(order, i => RecogniserInTest.Answer(pieces[i], $"{i}"));
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal($"{i}", (await talker.ExpectAsync("partial")).GetProperty("text").GetString());
        }

        Assert.False(pieces[0].Answer(Recognised.Nothing));
        await talker.SendAsync("""{"type":"KeepAlive"}""");
        await talker.CloseAsync();
        await server.EmptyAsync();
        Assert.Equal(0, recogniser.Open);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_recogniser_that_throws_fails_the_chunk_and_after_several_the_session_alone()
    {
        RecogniserInTest recogniser = new()
        {
            OnPiece = static (piece, session) =>
            {
                if (session == 2)
                {
                    throw new InvalidOperationException("told to");
                }

                RecogniserInTest.Answer(piece, "word");
            },
        };
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 5; i++)
        {
            await talker.SendAsync(Sound.Speech(20));
            JsonElement error = await talker.ExpectErrorAsync("RECOGNISER_FAILED");
            Assert.Equal("The recogniser failed", error.GetProperty("message").GetString());
        }

        await talker.ExpectCloseAsync(WebSocketCloseStatus.InternalServerError);
        Assert.Equal(5, server.Engine.Counters.Unanswered(RecognitionError.Failed));
        await Eventually.TrueAsync(() => server.Log.Lines.Any(line => line.Contains("told to", StringComparison.Ordinal)), "The line in the log");
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task Failures_that_are_not_in_a_row_end_nothing()
    {
        int pieces = 0;
        RecogniserInTest recogniser = new()
        {
            OnPiece = (piece, _) =>
            {
                if (++pieces % 2 == 0)
                {
                    piece.Fail(RecognitionError.Busy, "All decoders are taken; it waited 8 s");
                }
                else
                {
                    RecogniserInTest.Answer(piece, "word");
                }
            },
        };
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 20; i++)
        {
            await talker.SendAsync(Sound.Speech(20));
            await talker.ExpectAsync("partial");
            await talker.SendAsync(Sound.Speech(20));
            JsonElement error = await talker.ExpectErrorAsync("RECOGNISER_BUSY");
            Assert.Contains("8 s", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_recogniser_that_hangs_is_given_up_for_its_session_alone()
    {
        RecogniserInTest recogniser = new();
        recogniser.OnPiece = (piece, session) =>
        {
            if (session == 2)
            {
                recogniser.Hold(piece, session);
            }
            else
            {
                RecogniserInTest.Answer(piece, "word");
            }
        };
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { RecogniserTimeout = TimeSpan.FromMilliseconds(200) }, recogniser);
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 5; i++)
        {
            await talker.SendAsync(Sound.Speech(20));
        }

        for (int i = 0; i < 5; i++)
        {
            JsonElement error = await talker.ExpectErrorAsync("RECOGNISER_TIMEOUT");
            Assert.Contains("0.2 s", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        await talker.ExpectCloseAsync(WebSocketCloseStatus.InternalServerError);
        foreach (Piece late in recogniser.Held)
        {
            Assert.False(late.Answer(new Recognised("late", [])));
        }

        await server.StillServesAsync(neighbour);
        Assert.Equal(1, server.Engine.Counters.Ended(SessionEnd.RecogniserFailed));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_client_ahead_of_real_time_is_warned_and_not_read_and_loses_nothing()
    {
        RecogniserInTest recogniser = new();
        recogniser.OnPiece = recogniser.Hold;
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { MaxBacklog = TimeSpan.FromMilliseconds(400) }, recogniser);
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        for (int i = 0; i < 100; i++)
        {
            await talker.SendAsync(Sound.Silence(20));
        }

        JsonElement warning = await talker.ExpectAsync("warning");
        Assert.Equal("AHEAD_OF_REAL_TIME", warning.GetProperty("code").GetString());
        Assert.Equal(400, warning.GetProperty("backlog_ms").GetInt32());
        Assert.Equal(20, recogniser.Held.Count);

        Task answering = Task.Run(async () =>
        {
            for (int answered = 0; answered < 100;)
            {
                Assert.InRange(recogniser.Held.Count, 0, 20);
                if (recogniser.Held.TryDequeue(out Piece? piece))
                {
                    RecogniserInTest.Answer(piece, $"{answered++}");
                }
                else
                {
                    await Task.Yield();
                }
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 100;)
        {
            JsonElement message = await talker.ReceiveAsync() ?? throw new InvalidOperationException("closed");
            if (message.GetProperty("type").GetString() == "partial")
            {
                Assert.Equal($"{i++}", message.GetProperty("text").GetString());
            }
        }

        await answering;
        recogniser.OnPiece = static (piece, _) => RecogniserInTest.Answer(piece, "");
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task Several_utterances_in_one_chunk_come_in_one_final()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        byte[] twice = [.. Sound.Speech(1500), .. Sound.Silence(700), .. Sound.Speech(1500), .. Sound.Silence(700)];
        await talker.SendAsync(twice);
        JsonElement final = await talker.ExpectAsync("final");

        Assert.InRange(final.GetProperty("end_ms").GetInt64(), 3500, 4100);
        Assert.InRange(final.GetProperty("start_ms").GetInt64(), 0, 600);
        Assert.Equal(final.GetProperty("text").GetString()!.Split(' ').Length, final.GetProperty("words").GetArrayLength());
        Assert.Equal(1, server.Engine.Counters.Finals);
    }
}
