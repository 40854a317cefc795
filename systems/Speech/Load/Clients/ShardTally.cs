using Millrace.Results;

namespace Millrace.Speech.Load.Clients;

/// <summary>What the clients of one shard measure beside their operations, in the measured phases. On the shard's thread; read by the story once the clients are closed.</summary>
internal sealed class ShardTally
{
    /// <summary>From the first speech of an utterance being sent to the first partial with words of it, in microseconds.</summary>
    public Histogram FirstPartial { get; } = new();

    /// <summary>From the chunk being sent in which an utterance ended by the server's judgement, to the final that answers it.</summary>
    public Histogram FinalAfterChunk { get; } = new();

    /// <summary>From the last speech of an utterance being sent to its final: endpointing silence and all.</summary>
    public Histogram FinalAfterSpeech { get; } = new();

    /// <summary>Chunks sent and not answered, as each next one was sent: their sum, how often, and the most.</summary>
    public long BacklogSum { get; private set; }

    public long BacklogLooks { get; private set; }

    public int BacklogMost { get; private set; }

    /// <summary>Streams that came to their end, the time that they took from their first chunk to their last answer, and the chunks answered in them.</summary>
    public long Streams { get; set; }

    public long StreamTicks { get; set; }

    public long StreamChunks { get; set; }

    public void Backlog(int chunks)
    {
        BacklogSum += chunks;
        BacklogLooks++;
        BacklogMost = Math.Max(BacklogMost, chunks);
    }

    /// <summary>What several shards come to.</summary>
    public static ShardTally Sum(IEnumerable<ShardTally> tallies)
    {
        var all = new ShardTally();
        foreach (ShardTally tally in tallies)
        {
            all.FirstPartial.Add(tally.FirstPartial);
            all.FinalAfterChunk.Add(tally.FinalAfterChunk);
            all.FinalAfterSpeech.Add(tally.FinalAfterSpeech);
            all.BacklogSum += tally.BacklogSum;
            all.BacklogLooks += tally.BacklogLooks;
            all.BacklogMost = Math.Max(all.BacklogMost, tally.BacklogMost);
            all.Streams += tally.Streams;
            all.StreamTicks += tally.StreamTicks;
            all.StreamChunks += tally.StreamChunks;
        }

        return all;
    }
}
