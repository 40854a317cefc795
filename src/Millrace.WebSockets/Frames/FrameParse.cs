namespace Millrace.WebSockets.Frames;

/// <summary>What a look at the first bytes of a frame found.</summary>
internal enum FrameParse : byte
{
    /// <summary>The header is not whole yet; nothing wrong so far.</summary>
    Incomplete,

    /// <summary>A whole header.</summary>
    Header,

    /// <summary>The bytes can never become a legal frame.</summary>
    Violation,
}
