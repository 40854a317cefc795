using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Sessions;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Serving;

public sealed class DisconnectTests
{
    [Fact(Timeout = 300_000)]
    public async Task Talkers_that_vanish_in_the_middle_of_a_word_leave_nothing_behind()
    {
        RecogniserInTest recogniser = new() { NeedsAudio = true, LookBack = TimeSpan.FromMilliseconds(300) };
        recogniser.OnPiece = recogniser.Hold;
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        int count = Soak.Count(1000);
        List<WeakReference> sessions = [];
        for (int round = 0; round < 2; round++)
        {
            TalkerInTest[] talkers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => server.TalkAsync()));
            foreach (TalkerInTest talker in talkers)
            {
                await talker.SendAsync(Sound.Speech(200));
                await talker.SendAsync(Sound.Speech(20).AsMemory(0, 333), WebSocketMessageType.Binary, isLast: false);
            }

            int seen = count;
            await Eventually.TrueAsync(() => recogniser.Held.Count >= seen, "All at the recogniser");
            Assert.Equal(count, recogniser.Open);
            sessions.AddRange(server.Engine.Sessions.All.Select(session => new WeakReference(session)));
            foreach (TalkerInTest talker in talkers)
            {
                talker.Cut();
            }

            await server.EmptyAsync();
            Assert.Equal(0, recogniser.Open);
            recogniser.Held.Clear();
        }

        Assert.Equal(2 * count, server.Engine.Counters.Ended(SessionEnd.Lost));
        await Eventually.TrueAsync(
            () =>
            {
                GC.Collect();
                return sessions.Count(session => session.IsAlive) <= 1;
            },
            "The collection of all sessions");
        recogniser.OnPiece = static (piece, _) => RecogniserInTest.Answer(piece, "");
        await using TalkerInTest newcomer = await server.TalkAsync();
        await newcomer.SpeakAsync();
    }

    [Fact(Timeout = 300_000)]
    public async Task A_client_that_never_reads_is_cut_off_and_its_answers_are_bounded()
    {
        string large = new('x', 32 * 1024);
        RecogniserInTest recogniser = new() { OnPiece = (piece, session) => RecogniserInTest.Answer(piece, session == 2 ? large : "word") };
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { SendTimeout = TimeSpan.FromSeconds(1), MaxBacklogChunks = 64 }, recogniser);
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest deaf = await TalkerInTest.ConnectAsync(server);
        byte[] chunk = Sound.Silence(2);
        Task sending = Task.Run(
            async () =>
            {
                while (true)
                {
                    await deaf.SendAsync(chunk);
                }
            },
            TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(
            () =>
            {
                // 64 chunks of 64 bytes, and the one that was read when the bound was reached.
                Assert.All(server.Engine.Sessions.All, session => Assert.InRange(session.BacklogBytes, 0, 65 * 64));
                return server.Engine.Counters.Ended(SessionEnd.SlowClient) == 1;
            },
            "The end of the deaf client");
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_message_that_has_begun_and_never_ends_is_not_waited_for()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync(options => options with { SendTimeout = TimeSpan.FromSeconds(10) }, new RecogniserInTest(), time);
        await using TalkerInTest neighbour = await server.TalkAsync();
        await using TalkerInTest talker = await server.TalkAsync();
        time.Advance(TimeSpan.FromSeconds(1)); // A clock that stands at 0 is as if nothing had begun.
        await talker.SpeakAsync();
        await talker.SendAsync(Sound.Speech(1000), WebSocketMessageType.Binary, isLast: false);
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return server.Engine.Counters.Ended(SessionEnd.SlowClient) == 1;
            },
            "The end of the one who does not go on");
        await Eventually.TrueAsync(() => server.Engine.Sessions.Count == 1, "The end of its session alone");
        await neighbour.SpeakAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task Clients_that_never_pause_hinder_nobody()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        TalkerInTest[] neighbours = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => server.TalkAsync()));
        TalkerInTest[] flooders = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => server.TalkAsync()));
        using CancellationTokenSource spoken = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task[] floods = [.. flooders.Select(flooder => Task.Run(
            async () =>
            {
                while (!spoken.IsCancellationRequested)
                {
                    await flooder.SendAsync("""{"type":"KeepAlive"}""");
                }
            },
            TestContext.Current.CancellationToken))];
        await Task.WhenAll(neighbours.Select(neighbour => neighbour.SpeakAsync()));
        await spoken.CancelAsync();
        await Task.WhenAll(floods);
        foreach (TalkerInTest talker in neighbours.Concat(flooders))
        {
            await talker.SpeakAsync();
            await talker.DisposeAsync();
        }
    }

    [Fact(Timeout = 300_000)]
    public async Task Connections_that_say_nothing_hinder_nobody()
    {
        await using ServerInTest server = await ServerInTest.StartAsync();
        await using TalkerInTest neighbour = await server.TalkAsync();
        List<Socket> silent = [];
        try
        {
            for (int i = 0; i < Soak.Count(10_000); i++)
            {
                Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                silent.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, server.Address.Port, TestContext.Current.CancellationToken);
                if (i % 2 == 0)
                {
                    await socket.SendAsync("GET /v1/transcribe/stream HTTP/1.1\r\nHost: lo"u8.ToArray(), TestContext.Current.CancellationToken);
                }
            }

            Assert.Equal(1, server.Engine.Sessions.Count);
            await server.StillServesAsync(neighbour);
        }
        finally
        {
            silent.ForEach(socket => socket.Dispose());
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task A_recogniser_that_answers_the_dead_harms_nobody()
    {
        RecogniserInTest recogniser = new();
        recogniser.OnPiece = recogniser.Hold;
        await using ServerInTest server = await ServerInTest.StartAsync(recogniser: recogniser);
        await using TalkerInTest talker = await server.TalkAsync();
        await talker.SendAsync(Sound.Speech(20));
        await Eventually.TrueAsync(() => recogniser.Held.Count == 1, "The chunk at the recogniser");
        talker.Cut();
        await server.EmptyAsync();
        foreach (Piece piece in recogniser.Held)
        {
            piece.Answer(new Recognised("late", []));
        }

        Assert.Equal(0, server.Engine.Counters.Transcripts);
    }
}
