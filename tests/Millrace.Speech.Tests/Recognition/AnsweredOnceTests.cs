using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Recognition.Decoding;
using Millrace.Speech.Host.Recognition.Simulated;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Recognition;

/// <summary>Whatever happens, a piece is answered exactly once; one of a session that has gone, at most once.</summary>
public sealed class AnsweredOnceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task By_a_pool_of_decoders_that_fail_at_random(int seed)
    {
        int calls = seed * 7919;
        var decoders = new DecodersInTest();
        decoders.Calls = _ =>
        {
            // One call in fifty fails, whichever thread makes it.
            if (Interlocked.Increment(ref calls) % 50 == 0)
            {
                throw new InvalidOperationException("The decoder's fault.");
            }
        };
        var options = new DecoderPoolOptions(3, TimeSpan.FromMinutes(10), 20_000, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        var pool = new DecoderPool(options, decoders.Make, TimeProvider.System, NullLogger.Instance);
        await TalkAsync(seed, () => new PooledRecognition(pool, TimeProvider.System), pool.DisposeAsync);
        await Eventually.TrueAsync(() => decoders.Alive == 0, "Every decoder is freed");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task By_the_simulated_recogniser_that_fails_at_random(int seed)
    {
        var recogniser = new SimulatedRecogniser(new SimulatedOptions { Latency = TimeSpan.FromMilliseconds(2), ErrorRate = 0.2 }, TimeProvider.System, NullLogger.Instance);
        await TalkAsync(seed, () => recogniser.Open(new RecognitionSettings(seed, 16_000)), recogniser.DisposeAsync);
    }

    /// <summary>Eight talkers with sessions that come and go at random, and the end of the recogniser in the middle of the last ones.</summary>
    private static async Task TalkAsync(int seed, Func<IRecognition> open, Func<ValueTask> end)
    {
        int sessions = Soak.Count(200);
        ConcurrentBag<(PieceInTest Piece, bool MayBeDropped)> told = [];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(talker => Task.Run(async () =>
        {
            var random = new Random((seed * 100) + talker);
            for (int i = 0; i < sessions; i++)
            {
                await OneAsync(open, random, told);
            }
        })));

        // The last sessions are cut by the end, which answers what they left.
        List<PieceInTest> left = [];
        for (int i = 0; i < 20; i++)
        {
            IRecognition session = open();
            for (int k = 0; k < 5; k++)
            {
                left.Add(Give(session, new Random(i), begins: k == 0, ends: false));
            }
        }

        await end();
        await Task.WhenAll(left.Select(piece => piece.Told));
        Assert.All(told, one => Assert.InRange(one.Piece.Answers + one.Piece.Failures, one.MayBeDropped ? 0 : 1, 1));
        Assert.All(left, piece => Assert.Equal(1, piece.Answers + piece.Failures));
    }

    private static async Task OneAsync(Func<IRecognition> open, Random random, ConcurrentBag<(PieceInTest, bool)> told)
    {
        IRecognition session = open();
        List<PieceInTest> pieces = [];
        for (int utterances = random.Next(1, 4); utterances > 0; utterances--)
        {
            int count = random.Next(1, 12);
            for (int i = 0; i < count; i++)
            {
                pieces.Add(Give(session, random, begins: i == 0, ends: i == count - 1));
            }
        }

        bool leavesEarly = random.Next(3) == 0;
        foreach (PieceInTest piece in pieces)
        {
            if (!leavesEarly)
            {
                await piece.Told;
            }

            told.Add((piece, leavesEarly));
        }

        session.Dispose();
    }

    private static PieceInTest Give(IRecognition session, Random random, bool begins, bool ends)
    {
        byte[] audio = new byte[random.Next(0, 2000) * 2];
        PieceInTest piece = random.Next(10) == 0 && !begins && !ends ? PieceInTest.Silence() : PieceInTest.Speech(audio.Length, audio.Length, begins, ends, audio: audio);
        session.Recognise(piece);
        return piece;
    }
}
