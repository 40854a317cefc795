namespace Millrace.Live.Wire;

/// <summary>What became of a frame that a <see cref="LiveDocument"/> was given.</summary>
public enum ApplyResult
{
    /// <summary>Applied.</summary>
    Applied,

    /// <summary>Applied before: its number is not above the last one's.</summary>
    Dropped,

    /// <summary>A frame is missing before it: the client has to send <c>resync</c>.</summary>
    Gap,

    /// <summary>Not a frame, or one that this document cannot have been sent. The document is not to be used any more.</summary>
    Malformed,
}
