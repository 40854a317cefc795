using Millrace.Engine;
using Millrace.Shards;
using Millrace.Speech.Load.Audio;
using Millrace.Speech.Wire;
using Millrace.WebSockets;

namespace Millrace.Speech.Load.Clients;

/// <summary>
/// A user who does one thing after another: streams 50 to 250 chunks, each sent once the last one is answered (or at its pace), transcribes a recording over HTTP, or asks for health; then
/// pauses. The weights, lengths and pauses are those of the load tests of the service whose API this is.
/// </summary>
internal sealed class TranscriptionUser(SpeechRun run, UserKind kind, TimeSpan pauseOfMode) : VirtualClient
{
    private const int LeastChunks = 50, MostChunks = 250;
    private const int Streams = 7, Requests = 3, Checks = 1;

    private static readonly TimeSpan _goodbyeWithin = TimeSpan.FromSeconds(2);

    private StreamTrack? _track;
    private HttpSide? _http;
    private WebSocketLink? _link;
    private Operation _chunk;

    /// <summary>When the chunk was sent that waits for its answer; null where none does.</summary>
    public long? WaitsSince { get; private set; }

    /// <summary>A pause of its own: for somebody who tries one thing after another shorter than for one who uses the service.</summary>
    public override TimeSpan ThinkTime(TimeSpan ofLoad)
    {
        (double least, double most) = kind == UserKind.Transcription ? (0.5, 2.0) : (0.1, 0.5);
        double seconds = _http is null ? least : least + ((most - least) * _http.Context.Seat.Random.NextDouble());
        return TimeSpan.FromSeconds(seconds) * (ofLoad / pauseOfMode);
    }

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _track ??= new StreamTrack(run, run.TallyOf(context.Shard), context);
        _http ??= new HttpSide(run, context);
        // Whether there is anybody at all: else a run against nobody would count failures for as long as it lasts.
        await _http.ConnectAsync(context.ConnectCancellation);
        if (kind == UserKind.WebSocketOnly)
        {
            _http.Drop();
        }
    }

    public override ValueTask StepAsync(StepContext context) => Next(context.Seat.Random) switch
    {
        UserKind.RestOnly => _http!.TranscribeAsync(),
        UserKind.Health => _http!.CheckHealthAsync(),
        _ => StreamAsync(context),
    };

    public override ValueTask CloseAsync(StepContext context)
    {
        GiveUp();
        _http?.Close();
        return default;
    }

    /// <summary>The chunk that waits will not be answered.</summary>
    public void GiveUp()
    {
        if (WaitsSince is not null)
        {
            WaitsSince = null;
            _chunk.Lost();
        }

        _link?.Abort();
    }

    private UserKind Next(Random random) => kind != UserKind.Transcription ? kind : random.Next(Streams + Requests + Checks) switch
    {
        < Streams => UserKind.WebSocketOnly,
        < Streams + Requests => UserKind.RestOnly,
        _ => UserKind.Health,
    };

    private async ValueTask StreamAsync(StepContext context)
    {
        Random random = context.Seat.Random;
        SessionStart start;
        try
        {
            using var limit = new CancellationTokenSource(context.Seat.Scenario.ConnectTimeout);
            (_link, start) = await Opening.OpenAsync(run, context, limit.Token);
            _track!.Begin(start);
        }
        catch (ClientException e)
        {
            run.Note(e.Kind, e.Message); // counted as a failed operation; the user goes on with something else
            return;
        }

        WebSocketLink link = _link;
        StreamWatch watch = run.WatchOf(context.Shard);
        watch.Enter(this);
        try
        {
            await ChunksAsync(context, link, run.Clips[random.Next(run.Clips.Count)], random.Next(), random.Next(LeastChunks, MostChunks + 1));
            await SayGoodbyeAsync(context, link, start);
        }
        finally
        {
            watch.Leave(this);
            await link.CloseAsync();
            link.Dispose();
            _link = null;
        }
    }

    // Everything that was asked for has come: what still comes with an answer in it is one too many, and a server that counts says how many chunks it had.
    private async ValueTask SayGoodbyeAsync(StepContext context, WebSocketLink link, SessionStart start)
    {
        _track!.End(Shard.Now);
        if (!link.IsOpen || !link.TrySend(WebSocketMessageKind.Text, start.KnowsMore ? ClientMessages.CloseStream : ClientMessages.Stop))
        {
            return;
        }

        using var limit = new CancellationTokenSource(_goodbyeWithin);
        try
        {
            for (WebSocketMessage message; !(message = await link.ReceiveAsync(limit.Token)).IsClose;)
            {
                switch (_track.Take(message.Payload, out _))
                {
                    case Meaning.Stray:
                        context.Received();
                        context.Unexpected(SpeechModes.Chunk, message.Payload.Length);
                        break;
                    case Meaning.End:
                        return;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or LinkException)
        {
            // expected: a server that leaves the closing to us, or one that has gone
        }
    }

    private async ValueTask ChunksAsync(StepContext context, WebSocketLink link, Clip clip, int offset, int chunks)
    {
        long began = Shard.Now;
        double every = run.Settings.Pace switch
        {
            SpeechPace.RealTime => Ticks.FromSeconds(run.Settings.ChunkMs / 1000.0),
            SpeechPace.Fast => Ticks.FromSeconds(0.005),
            _ => 0,
        };
        for (int i = 0; i < chunks && Shard.Now < context.LoadEnd; i++)
        {
            long due = began + (long)(i * every);
            if (due > Shard.Now)
            {
                await context.Shard.DelayUntil(due);
            }

            if (!await ChunkAsync(context, link, clip, (int)(((long)offset + i) % clip.Chunks)))
            {
                return;
            }
        }
    }

    // True where the next chunk can follow.
    private async ValueTask<bool> ChunkAsync(StepContext context, WebSocketLink link, Clip clip, int chunk)
    {
        ReadOnlyMemory<byte> message = clip.Message(chunk);
        _chunk = context.Begin(SpeechModes.Chunk, message.Length);
        WaitsSince = _chunk.Sent;
        _track!.Sends(_chunk.Sent, clip.IsSpeech(chunk));
        if (!link.TrySend(run.Settings.IsBinary ? WebSocketMessageKind.Binary : WebSocketMessageKind.Text, message.Span))
        {
            return Ended(link); // one chunk always fits: the connection is gone
        }

        while (true)
        {
            WebSocketMessage answer = await link.ReceiveAsync();
            if (answer.IsClose || WaitsSince is null)
            {
                return Ended(link);
            }

            int bytes = answer.Payload.Length;
            switch (_track.Take(answer.Payload, out string failure))
            {
                case Meaning.Answer:
                    WaitsSince = null;
                    context.Received();
                    _chunk.Ok(bytes);
                    return true;
                case Meaning.Failure:
                    Fail(context, failure, bytes);
                    return true;
                case Meaning.End:
                    Fail(context, _track.Ending ?? "session-end", bytes);
                    return false;
            }
        }
    }

    private void Fail(StepContext context, string failure, int bytes)
    {
        WaitsSince = null;
        context.Received();
        _chunk.Fail(failure, bytes);
    }

    private bool Ended(WebSocketLink link)
    {
        if (WaitsSince is not null)
        {
            WaitsSince = null;
            _chunk.Indefinite(link.CloseKind == WebSocketCloseKind.None ? ErrorKinds.Closed : ServerWords.EndOf(link));
        }

        return false;
    }
}
