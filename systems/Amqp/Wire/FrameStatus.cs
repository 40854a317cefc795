namespace Millrace.Amqp.Wire;

/// <summary>What <see cref="FrameReader"/> found.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame.</summary>
    Complete,

    /// <summary>The beginning of a frame, or nothing: more bytes are needed.</summary>
    Incomplete,

    /// <summary>A frame that is larger than was agreed.</summary>
    TooLarge,

    /// <summary>A frame that does not end with 0xCE: the stream is out of step.</summary>
    BadEnd,

    /// <summary>A frame of a kind that does not exist.</summary>
    BadKind,
}
