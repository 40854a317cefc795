namespace Millrace.Speech.Host.Streaming;

/// <summary>What stands in the queue of a connection.</summary>
internal enum ReplyKind
{
    /// <summary>The answer to a chunk.</summary>
    Chunk,

    /// <summary>The answer to Finalize or CloseStream: a final, which belongs to no chunk.</summary>
    Final,

    /// <summary>A message that is written already.</summary>
    Said,

    /// <summary>The last message after CloseStream.</summary>
    SessionEnd,

    /// <summary>The end of what is sent.</summary>
    Close,
}
