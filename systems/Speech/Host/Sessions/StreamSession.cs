using System.Net;
using System.Net.WebSockets;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Streaming;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Host.Sessions;

/// <summary>
/// One talker: takes chunks, has them judged and recognised, and puts their replies into its connection's queue. What takes audio is called by the connection's reading alone; the rest by
/// any thread.
/// </summary>
internal sealed partial class StreamSession : SpeechSession
{
    private const int MostFailures = 5;

    private readonly ReplyQueue _replies;
    private readonly StreamSettings _settings;
    private int _failuresInRow;
    private bool _hasFailed;
    private long _finals;

    /// <summary>Begins a session in a place that was taken for it.</summary>
    public StreamSession(SpeechEngine engine, ReplyQueue replies, StreamSettings settings, IPAddress? address)
        : base(engine, address)
    {
        (_replies, _settings) = (replies, settings);
        Join();
    }

    /// <inheritdoc/>
    public override long BacklogBytes => _replies.Bytes;

    /// <summary>What a client is told whose chunk was not answered in time.</summary>
    public string TimeoutText => TextOfTimeout(Engine.Options.RecogniserTimeout);

    /// <summary>Milliseconds of its audio that wait for their answers.</summary>
    public long BacklogMs => MsOf(BacklogBytes);

    public static string TextOfTimeout(TimeSpan timeout) => FormattableString.Invariant($"The recogniser gave no answer within {timeout.TotalSeconds} s");

    /// <summary>Says hello.</summary>
    public void Welcome() => Say(ReplyText.Of(into => ServerMessages.SessionStart(
        into,
        Id.ToString(),
        Engine.Options.SampleRate,
        _settings.Voice.EndpointingMs,
        (int)Engine.Options.MaxBacklog.TotalMilliseconds,
        Engine.Options.MaxChunkBytes)));

    /// <summary>Puts a message into the queue.</summary>
    public void Say(ReadOnlyMemory<byte> text) => _replies.Add(new Reply(_replies, ReplyKind.Said, 0) { Text = text });

    /// <summary>Ends it from the server's side: what was taken is answered, the client is told why, and the connection is closed.</summary>
    public override bool TryEnd(SessionEnd why)
    {
        if (!TryBeginClosing(why))
        {
            return false;
        }

        string word = why.Word();
        SpeechLog.Leaving(Engine.Log, Id, word);
        Say(ReplyText.Of(into => ServerMessages.SessionClosing(into, word)));
        Close(why == SessionEnd.Shutdown ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.PolicyViolation);
        return true;
    }

    /// <summary>A chunk was larger than it may be: says so, and closes.</summary>
    public void TooLarge()
    {
        if (TryBeginClosing(SessionEnd.TooLarge))
        {
            string text = FormattableString.Invariant($"A chunk may have at most {Engine.Options.MaxChunkBytes} bytes of audio");
            Say(ReplyText.Of(into => ServerMessages.Error(into, SpeechCodes.AudioTooLarge, text)));
            Close(WebSocketCloseStatus.MessageTooBig);
        }
    }

    /// <summary>The connection is gone. In the reading's place, after its last use of anything else.</summary>
    /// <param name="why">Why, where nobody has said so before.</param>
    public void Gone(SessionEnd why)
    {
        _feed?.Dispose();
        _feed = null;
        EndForGood(why);
    }

    /// <summary>A partial goes out.</summary>
    public void SaidPartial() => CountTranscript(isFinal: false);

    /// <summary>A final goes out.</summary>
    public void SaidFinal()
    {
        _finals++;
        CountTranscript(isFinal: true);
    }

    /// <summary>A chunk is answered with an error of the recogniser's.</summary>
    public void SaidFailure(RecognitionError error, string why)
    {
        Engine.Counters.Unanswer(error);
        Engine.LastFailure = why;
    }

    /// <summary>
    /// Follows the fate of utterances, in the order of what is sent: one of which any piece has failed has failed once, whatever becomes of its others, and words heard or a final given end the row. True
    /// where several have failed in a row: the session then ends.
    /// </summary>
    public bool HasFailedTooOften(Reply reply)
    {
        bool hasFailed = HasFailed(reply);
        foreach (FurtherPiece piece in reply.Further ?? [])
        {
            hasFailed |= HasFailed(piece);
        }

        return hasFailed && _failuresInRow >= MostFailures && TryBeginClosing(SessionEnd.RecogniserFailed);
    }

    /// <summary>Sums it up, as the last message after CloseStream.</summary>
    public void WriteEnd(System.Buffers.IBufferWriter<byte> into) =>
        ServerMessages.SessionEnd(into, Id.ToString(), MsOf(AudioBytes), Chunks, _finals, SpeechReasons.Close);

    /// <summary>Ends it where it has lasted, been silent or been idle for too long.</summary>
    public void LookAtTimes(long now)
    {
        SpeechOptions options = Engine.Options;
        if (options.MaxSessionLength > TimeSpan.Zero && Engine.Clock.Between(CreatedAt, now) >= options.MaxSessionLength)
        {
            TryEnd(SessionEnd.MaxLength);
        }
        else if (_replies.Count > 0)
        {
            // What it has sent is being answered, and the server may have stopped reading what it sends: it is not idle.
        }
        else if (Engine.Clock.Between(LastActivity, now) >= options.IdleTimeout)
        {
            TryEnd(SessionEnd.Idle);
        }
        else if (State == SessionState.Created && Engine.Clock.Between(LastActivity, now) >= options.InitialSpeechTimeout)
        {
            TryEnd(SessionEnd.NoSpeech);
        }
    }

    private bool HasFailed(SessionPiece piece)
    {
        _hasFailed &= !piece.Begins;
        if (!piece.IsSpeech)
        {
            return false;
        }

        if (piece.Error is null)
        {
            _failuresInRow = piece.Ends || piece.Heard.Text.Length > 0 ? 0 : _failuresInRow;
            return false;
        }

        bool isFirst = !_hasFailed;
        _hasFailed = true;
        _failuresInRow += isFirst ? 1 : 0;
        return isFirst;
    }

    private void Close(WebSocketCloseStatus status) => _replies.Add(new Reply(_replies, ReplyKind.Close, 0) { Status = status });
}
