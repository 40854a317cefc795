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
    public async Task A_recogniser_that_throws_fails_the_chunk_and_after_several_utterances_the_session_alone()
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
        for (int i = 0; i < 9; i++)
        {
            await (i % 2 == 0 ? talker.SendAsync(Sound.Speech(500)) : talker.SendAsync("""{"type":"Finalize"}"""));
            JsonElement error = await talker.ExpectErrorAsync("RECOGNISER_FAILED");
            Assert.Equal("The recogniser failed", error.GetProperty("message").GetString());
        }

        await talker.ExpectCloseAsync(WebSocketCloseStatus.InternalServerError);
        Assert.Equal(9, server.Engine.Counters.Unanswered(RecognitionError.Failed));
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
    public async Task An_utterance_that_fails_from_its_first_chunk_to_its_last_has_failed_once()
    {
        int utterances = 0;
        RecogniserInTest recogniser = new()
        {
            OnPiece = (piece, _) =>
            {
                utterances += piece.Begins ? 1 : 0;
                if (piece.IsSpeech && utterances % 5 != 0)
                {
                    piece.Fail(RecognitionError.Busy, "No decoder was free for 8 s.");
                }
                else
                {
                    RecogniserInTest.Answer(piece, piece.IsSpeech ? "word" : "");
                }
            },
        };
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest talker = await server.TalkAsync();
        for (int utterance = 1; utterance <= 10; utterance++)
        {
            int errors = 0;
            foreach (byte[] chunk in Sound.Speech(600).Chunk(640))
            {
                await talker.SendAsync(chunk);
                JsonElement message = await talker.ReceiveAsync() ?? throw new InvalidOperationException("closed");
                errors += message.GetProperty("type").GetString() == "error" ? 1 : 0;
            }

            await talker.SendAsync("""{"type":"Finalize"}""");
            await talker.ExpectAsync(utterance % 5 == 0 ? "final" : "error");
            Assert.InRange(errors, utterance % 5 == 0 ? 0 : 10, utterance % 5 == 0 ? 0 : 30);
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
            await talker.SendAsync(Sound.Speech(500));
            await talker.SendAsync("""{"type":"Finalize"}""");
        }

        for (int i = 0; i < 9; i++)
        {
            JsonElement error = await talker.ExpectErrorAsync("RECOGNISER_TIMEOUT");
            Assert.Contains("0.2 s", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        await talker.ExpectCloseAsync(WebSocketCloseStatus.InternalServerError);
        // The very last is the one that nobody was owed any more.
        foreach (Piece late in recogniser.Held.SkipLast(1))
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

    [Theory(Timeout = 120_000)]
    [InlineData(640)]
    [InlineData(32_001)]
    [InlineData(int.MaxValue)]
    public async Task An_utterance_is_heard_whole_however_much_of_it_comes_in_one_chunk(int chunkBytes)
    {
        RecogniserInTest recogniser = new() { NeedsAudio = true, LookBack = TimeSpan.FromSeconds(10) };
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest talker = await server.TalkAsync();
        byte[] twice = [.. Sound.Silence(100), .. Sound.Speech(1500), .. Sound.Silence(1000), .. Sound.Speech(1500), .. Sound.Silence(1000)];
        foreach (byte[] chunk in twice.Chunk(chunkBytes))
        {
            await talker.SendAsync(chunk);
            await talker.ReceiveAsync();
        }

        // With so long a look back, all but the silence that follows the last endpoint.
        Assert.InRange(recogniser.Heard.Count, 32 * 4300, twice.Length - (32 * 300));
        Assert.Equal(twice.AsSpan(0, recogniser.Heard.Count).ToArray(), recogniser.Heard.ToArray());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_stages_of_a_chunk_are_those_of_the_run_that_took_longest()
    {
        RecogniserInTest recogniser = new()
        {
            OnPiece = static (piece, _) =>
            {
                piece.Began = piece.Submitted;
                piece.Done = piece.Submitted + (piece.IsSpeech ? TimeProvider.System.TimestampFrequency / 10 : 0);
                piece.Answer(new Recognised("word", []));
            },
        };
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync((byte[])[.. Sound.Silence(200), .. Sound.Speech(1000)]);
        await talker.ExpectAsync("partial");
        await Eventually.TrueAsync(() => server.Engine.Stages.Of(Host.Metrics.Stage.Total).Count == 1, "The record of the chunk");
        Assert.InRange(server.Engine.Stages.Of(Host.Metrics.Stage.Recogniser).Sum, 99_000, 101_000);
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
