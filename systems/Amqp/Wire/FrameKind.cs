namespace Millrace.Amqp.Wire;

/// <summary>What a frame carries (AMQP 0-9-1, section 4.2.3).</summary>
public enum FrameKind : byte
{
    /// <summary>A method.</summary>
    Method = 1,

    /// <summary>The header of a content: size and properties.</summary>
    Header = 2,

    /// <summary>A part of a content's body.</summary>
    Body = 3,

    /// <summary>Nothing but a sign of life, on channel 0.</summary>
    Heartbeat = 8,
}
