using System.Globalization;
using Millrace.Engine;
using Millrace.Shards;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Load.Clients;

/// <summary>
/// Follows one stream: which chunks wait for their answers, what each message of the server means for them, and what is wrong with it. Answers bear no number, so the oldest chunk without one
/// is what an answer is about; that none is left out, doubled or changed places shows in their count, in the times of the utterances and in their words. On the shard's thread.
/// </summary>
internal sealed class StreamTrack(SpeechRun run, ShardTally tally, StepContext context)
{
    private const int DefaultEndpointingMs = 300; // of the service whose API this is, which does not say it
    private const int OneFrameMs = 30;

    private Sent[] _ring = new Sent[16];
    private long _sent;
    private long _answered;
    private long _utterance;
    private long _utteranceAt;
    private long _lastSpeechAt;
    private long _heardUtterance;
    private long _firstAt;
    private int _quietMs;
    private int _endpointingMs;
    private int _words;
    private long _lastEndMs;

    /// <summary>Chunks sent and not answered.</summary>
    public int Unanswered => (int)(_sent - _answered);

    /// <summary>Why the server ends the session, once it said so.</summary>
    public string? Ending { get; private set; }

    /// <summary>What it said with it.</summary>
    public string? LastWords { get; private set; }

    /// <summary>A session began.</summary>
    public void Begin(SessionStart start)
    {
        (_sent, _answered, _utterance, _heardUtterance, _utteranceAt, _lastSpeechAt, _firstAt, _words, _lastEndMs) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        (Ending, LastWords) = (null, null);
        _endpointingMs = start.EndpointingMs ?? DefaultEndpointingMs;
        _quietMs = _endpointingMs;
        context.CountAlways(SpeechCounts.Sessions);
    }

    /// <summary>A chunk is handed to the transport that was due at <paramref name="now"/>.</summary>
    public void Sends(long now, bool isSpeech)
    {
        if (context.IsMeasured)
        {
            tally.Backlog(Unanswered);
        }

        if (isSpeech)
        {
            if (_quietMs >= _endpointingMs)
            {
                _utterance++;
                _utteranceAt = now;
            }

            _quietMs = 0;
            _lastSpeechAt = now;
        }
        else
        {
            _quietMs += run.Settings.ChunkMs;
        }

        if (Unanswered == _ring.Length)
        {
            Grow();
        }

        _firstAt = _sent == 0 ? now : _firstAt;
        _ring[_sent++ & (_ring.Length - 1)] = new Sent(now, _utteranceAt, _lastSpeechAt, _utterance);
    }

    /// <summary>A message came in; an answer takes its chunk from those that wait.</summary>
    public Meaning Take(ReadOnlyMemory<byte> bytes, out string kind)
    {
        kind = "";
        ServerMessage message = ServerMessageReader.Read(bytes.Span);
        switch (message.Kind)
        {
            case ServerMessageKind.Partial:
                context.Count(message.HasText ? SpeechCounts.Partials : SpeechCounts.SilentPartials);
                return Answered(Meaning.Answer, in message);
            case ServerMessageKind.Final:
                return Final(in message);
            case ServerMessageKind.Warning:
                context.Count(SpeechCounts.Warnings);
                run.Note(SpeechCounts.Warnings, message.Text);
                return Meaning.Beside;
            case ServerMessageKind.Error:
                context.CountAlways(SpeechCounts.Errors);
                kind = ServerWords.Of(in message);
                run.Note(kind, message.Text);
                if (ServerWords.AnswersAChunk(kind))
                {
                    _words = 0;
                    return Answered(Meaning.Failure, in message);
                }

                (Ending, LastWords) = (kind, message.Text);
                context.CountAlways(SpeechCounts.Evicted);
                return Meaning.End;
            case ServerMessageKind.SessionEnd:
                Ended(bytes);
                return Meaning.End;
            case ServerMessageKind.Unknown:
                return Meaning.Beside; // the protocol lets servers add to it
            default:
                context.CountAlways(SpeechCounts.Unreadable);
                run.Note(SpeechCounts.Unreadable, Shown(bytes.Span));
                return Meaning.Beside;
        }
    }

    /// <summary>The stream is over: what it took counts where it was measured.</summary>
    public void End(long now)
    {
        if (_answered > 0 && context.IsMeasured)
        {
            tally.Streams++;
            tally.StreamTicks += now - _firstAt;
            tally.StreamChunks += _answered;
        }
    }

    private Meaning Final(in ServerMessage message)
    {
        context.Count(message.HasText ? SpeechCounts.Finals : SpeechCounts.FinalsWithoutText);
        _words = 0;
        if (message.StartMs >= 0 && message.EndMs >= 0)
        {
            bool isInOrder = message.StartMs <= message.EndMs && message.StartMs >= _lastEndMs && message.EndMs <= (_sent * run.Settings.ChunkMs) + OneFrameMs;
            _lastEndMs = message.EndMs;
            if (!isInOrder)
            {
                context.CountAlways(SpeechCounts.OutOfOrder);
                run.Note(SpeechCounts.OutOfOrder, string.Create(CultureInfo.InvariantCulture, $"client {context.Seat.Index}: a final from {message.StartMs} to {message.EndMs} ms, of {_sent * run.Settings.ChunkMs} ms sent"));
            }
        }

        return message.Reason is SpeechReasons.Close or SpeechReasons.Finalize ? Meaning.Beside : Answered(Meaning.Answer, in message);
    }

    private Meaning Answered(Meaning meaning, in ServerMessage message)
    {
        if (_answered == _sent)
        {
            context.CountAlways(SpeechCounts.TooMany);
            run.Note(SpeechCounts.TooMany, string.Create(CultureInfo.InvariantCulture, $"client {context.Seat.Index} had sent {_sent} chunks, all answered"));
            return Meaning.Stray;
        }

        Sent about = _ring[_answered++ & (_ring.Length - 1)];
        if (message.Kind == ServerMessageKind.Final)
        {
            if (context.IsMeasured)
            {
                tally.FinalAfterChunk.Record(Ticks.ToMicroseconds(Shard.Now - about.At));
                if (about.LastSpeechAt > 0)
                {
                    tally.FinalAfterSpeech.Record(Ticks.ToMicroseconds(Shard.Now - about.LastSpeechAt));
                }
            }
        }
        else if (message.HasText && meaning == Meaning.Answer)
        {
            Heard(in about, message.WordCount);
        }

        return meaning;
    }

    private void Heard(in Sent about, int words)
    {
        if (about.Utterance > _heardUtterance)
        {
            _heardUtterance = about.Utterance;
            if (context.IsMeasured)
            {
                tally.FirstPartial.Record(Ticks.ToMicroseconds(Shard.Now - about.UtteranceAt));
            }
        }

        if (words < _words)
        {
            context.CountAlways(SpeechCounts.Shrunk);
        }

        _words = words;
    }

    private void Ended(ReadOnlyMemory<byte> bytes)
    {
        if (SessionStart.ChunksOf(bytes) is { } chunks)
        {
            context.CountAlways(chunks == _sent ? SpeechCounts.ChunksAgree : SpeechCounts.ChunksDiffer);
            if (chunks != _sent)
            {
                run.Note(SpeechCounts.ChunksDiffer, string.Create(CultureInfo.InvariantCulture, $"client {context.Seat.Index} sent {_sent} chunks, and the server counts {chunks}"));
            }
        }
    }

    private static string Shown(ReadOnlySpan<byte> bytes) => $"{bytes.Length} bytes beginning with {Convert.ToHexStringLower(bytes[..Math.Min(32, bytes.Length)])}";

    private void Grow()
    {
        var larger = new Sent[_ring.Length * 2];
        for (long i = _answered; i < _sent; i++)
        {
            larger[i & (larger.Length - 1)] = _ring[i & (_ring.Length - 1)];
        }

        _ring = larger;
    }

    private readonly record struct Sent(long At, long UtteranceAt, long LastSpeechAt, long Utterance);
}
