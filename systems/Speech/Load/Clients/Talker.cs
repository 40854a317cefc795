using Millrace.Engine;
using Millrace.Shards;
using Millrace.Speech.Load.Audio;
using Millrace.Speech.Wire;
using Millrace.WebSockets;

namespace Millrace.Speech.Load.Clients;

/// <summary>
/// One long stream: a chunk at each start of the schedule, whether or not the last ones are answered; or, as a listener, a session that is held in silence. At the end it asks the server
/// to close the stream, and compares the count of its chunks.
/// </summary>
internal sealed class Talker(SpeechRun run, bool talks) : VirtualClient
{
    private static readonly TimeSpan _keepAliveEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _goodbyeWithin = TimeSpan.FromSeconds(8);

    private StreamTrack? _track;
    private Clip? _clip;
    private WebSocketLink? _link;
    private SessionStart? _start;
    private Task _receiving = Task.CompletedTask;
    private int _at;
    private long _next;

    public override bool IsListener => !talks;

    public override async ValueTask ConnectAsync(StepContext context)
    {
        _link?.Dispose();
        _link = null;
        _track ??= new StreamTrack(run, run.TallyOf(context.Shard), context);
        if (talks && _clip is null)
        {
            _clip = run.Clips[context.Seat.Index % run.Clips.Count];
            _at = context.Seat.Random.Next(_clip.Chunks);
        }

        (WebSocketLink link, _start) = await Opening.OpenAsync(run, context, context.ConnectCancellation);
        _link = link;
        _next = context.InFlight.NextSequence;
        _track.Begin(_start);
        _receiving = ReceiveAsync(context, link);
        if (!talks && _start.KnowsMore)
        {
            _ = KeepAliveAsync(context.Shard, link);
        }
    }

    public override ValueTask StepAsync(StepContext context)
    {
        if (_link is not { IsOpen: true } link)
        {
            return new ValueTask(_receiving); // what still comes in counts; then the receive loop says how it ended
        }

        ReadOnlyMemory<byte> message = _clip!.Message(_at);
        bool isSpeech = _clip.IsSpeech(_at);
        _at = _at + 1 == _clip.Chunks ? 0 : _at + 1;
        context.InFlight.Begin(SpeechModes.Chunk, message.Length);
        _track!.Sends(Math.Min(context.Due, Shard.Now), isSpeech); // what it was late counts in when its words came
        return link.TrySend(Kind, message.Span) ? default : WhenRoomAsync(link, message);
    }

    public override async ValueTask CloseAsync(StepContext context)
    {
        if (_link is not { } link)
        {
            return;
        }

        _track!.End(Shard.Now);
        if (link.IsOpen)
        {
            bool asks = _start!.KnowsMore && link.TrySend(WebSocketMessageKind.Text, ClientMessages.CloseStream);
            if (asks)
            {
                await Task.WhenAny(_receiving, context.Shard.Delay(_goodbyeWithin).AsTask());
            }
            else
            {
                link.TrySend(WebSocketMessageKind.Text, ClientMessages.Stop);
                await link.CloseAsync();
            }
        }

        link.Dispose();
    }

    private WebSocketMessageKind Kind => run.Settings.IsBinary ? WebSocketMessageKind.Binary : WebSocketMessageKind.Text;

    private async Task ReceiveAsync(StepContext context, WebSocketLink link)
    {
        try
        {
            while (true)
            {
                // What completes a receive completes it on the shard's thread, so there is no context to go back to.
                WebSocketMessage message = await link.ReceiveAsync().ConfigureAwait(false);
                if (message.IsClose)
                {
                    break;
                }

                Take(context, message.Payload);
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            context.Disconnected(ErrorKinds.Of(e)); // the shard stops, or a fault of ours: either way nothing more comes
            return;
        }

        // A link that another connect has replaced speaks for nobody any more.
        if (ReferenceEquals(link, _link))
        {
            context.Disconnected(_track!.Ending ?? ServerWords.EndOf(link));
        }
    }

    private void Take(StepContext context, ReadOnlyMemory<byte> message)
    {
        switch (_track!.Take(message, out string failure))
        {
            case Meaning.Answer:
                context.Received();
                context.InFlight.Complete(_next++, SpeechModes.Chunk, message.Length);
                break;
            case Meaning.Failure:
                context.Received();
                context.InFlight.Fail(_next++, SpeechModes.Chunk, failure, message.Length);
                break;
            case Meaning.Stray:
                context.Received();
                context.Unexpected(SpeechModes.Chunk, message.Length);
                break;
            case Meaning.End when _track.Ending is { } ending:
                run.Note(ending, _track.LastWords ?? "");
                while (_next < context.InFlight.NextSequence)
                {
                    context.Received(); // one message says of all of them that they will not be answered
                    context.InFlight.Fail(_next++, SpeechModes.Chunk, ending, 0);
                }

                break;
        }
    }

    private static async Task KeepAliveAsync(Shard shard, WebSocketLink link)
    {
        try
        {
            while (link.IsOpen)
            {
                await shard.Delay(_keepAliveEvery);
                link.TrySend(WebSocketMessageKind.Text, ClientMessages.KeepAlive);
            }
        }
        catch (LinkException)
        {
            // expected: the shard stops
        }
    }

    private async ValueTask WhenRoomAsync(WebSocketLink link, ReadOnlyMemory<byte> message)
    {
        try
        {
            await link.SendAsync(Kind, message).ConfigureAwait(false);
        }
        catch (WebSocketClosedException)
        {
            // expected: the connection ended while we waited; the receive loop says how
        }
    }
}
